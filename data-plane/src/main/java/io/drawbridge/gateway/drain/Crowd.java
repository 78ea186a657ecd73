package io.drawbridge.gateway.drain;

import java.util.List;

/** Clients that can be asked to leave. Any thread. */
interface Crowd<T> {
  /** Those connected now. */
  List<T> present();

  boolean isPresent(T client);

  /** Asks one to leave; false = it could not be told now. */
  boolean ask(T client);

  /** Sessions whose clients are away and may still come for them. */
  int detached();
}
