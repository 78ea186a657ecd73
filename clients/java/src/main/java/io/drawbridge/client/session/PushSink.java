package io.drawbridge.client.session;

import io.drawbridge.wire.Frame;

/** Takes pushes towards the application. */
public interface PushSink {
  /** False: acknowledgements are held back, and pushes without acknowledgement are dropped. */
  boolean hasRoom();

  /** Takes a new push. {@code downstream} is borrowed for the call; copy what is to stay. */
  void deliver(Frame downstream);

  /** A push without acknowledgement was dropped because there was no room. */
  void dropped();
}
