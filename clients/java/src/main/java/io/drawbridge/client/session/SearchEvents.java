package io.drawbridge.client.session;

/** What a {@link Search} tells the {@link Lifecycle}. */
interface SearchEvents {
  void waiting(long delayNanos, String why);

  void searching();

  /** The search is over; whoever is told owns the connection. */
  void opened(Dialed dialed, long nowNanos);
}
