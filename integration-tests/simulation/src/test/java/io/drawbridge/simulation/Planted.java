package io.drawbridge.simulation;

/** Defects that the invariants must find. */
enum Planted {
  NOTHING,
  /** The business accepts before it has done anything, and may die in between. */
  ACCEPTS_EARLY,
  /** The business does every repeat again. */
  KNOWS_NO_REPEATS,
  /** The business does what overtaken gateways send. */
  KNOWS_NO_CONNECT_NUMBERS,
  /** A reconnecting client says that everything it sent has arrived. */
  LOSES_THE_TAIL,
  /** The client's library hands out pushes that it has had. */
  DELIVERS_TWICE
}
