package io.drawbridge.client;

/** Takes pushes, one at a time and in order, on the callback executor. */
@FunctionalInterface
public interface PushListener {
  /**
   * A push that was not seen before. The library has acknowledged it or is about to. An exception
   * is logged and changes nothing. While this takes long, later pushes wait; see {@link
   * ClientBuilder#pushQueue}.
   */
  void onPush(Push push);
}
