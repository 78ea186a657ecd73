package io.drawbridge.gateway.directory;

/** Answer to {@link Directory#remove}. */
public sealed interface RemoveAnswer {

  /** This very entry was there and is gone. */
  record Removed() implements RemoveAnswer {}

  /** Nothing, or another value, was there and stays. */
  record Different() implements RemoveAnswer {}

  /** Redis cannot be asked; the removal is pending and done later unless written again before. */
  record Unavailable(String text) implements RemoveAnswer {}
}
