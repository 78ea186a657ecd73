package io.drawbridge.client;

/** Told every change of the connection, in order, on the same thread as pushes. */
@FunctionalInterface
public interface StateListener {
  void onState(ConnectionState state);
}
