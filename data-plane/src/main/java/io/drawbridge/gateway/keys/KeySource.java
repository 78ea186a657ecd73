package io.drawbridge.gateway.keys;

import io.drawbridge.gateway.attach.TokenKeys;
import java.time.Duration;
import java.util.Optional;

/** Where the keys of clients' tokens come from. Threads: any; never blocks. */
public sealed interface KeySource extends AutoCloseable permits KeySetFile, KeySetUrl {
  /** Those in force. */
  TokenKeys keys();

  /** A token has named a key that is not there. */
  void unknownKey();

  /** Why what the source has now is not in force, or not known; empty if all is well. */
  Optional<String> problem();

  /** How long ago the keys in force were known to be those of the source. */
  Duration age();

  @Override
  void close();
}
