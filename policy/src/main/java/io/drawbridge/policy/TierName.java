package io.drawbridge.policy;

/** How important messages are; the first is the most. As written: {@code interactive}. */
public enum TierName {
  CRITICAL,
  INTERACTIVE,
  STANDARD,
  BACKGROUND
}
