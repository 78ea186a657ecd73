package io.drawbridge.gateway.admission;

/** What becomes of a connection by its source address. */
public enum SourceAnswer {
  /** It may come in and is counted: whoever asked must say when it has left. */
  COUNTED,
  /** It may come in and is not counted: its address is exempt. */
  EXEMPT,
  /** It may come in and is not counted: the table has no room for one more address. */
  CROWDED,
  /** Its address has as many connections as it may have. */
  TOO_MANY,
  /** Its address has opened connections too fast. */
  TOO_FAST
}
