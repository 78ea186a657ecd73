package io.drawbridge.ipconfig.snapshot;

/** What became of a snapshot that was offered. */
sealed interface Offer {
  /** It is in force now. */
  record Applied() implements Offer {}

  /** It is the one in force, or an older one. */
  record NotNewer(boolean older) implements Offer {}

  /** It must not come into force. */
  record Refused(String because) implements Offer {}
}
