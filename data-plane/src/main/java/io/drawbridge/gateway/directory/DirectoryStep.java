package io.drawbridge.gateway.directory;

import java.time.Duration;
import java.util.List;

/**
 * One thing to be done in Redis, as {@link DirectoryScript} reads it.
 *
 * @param hash the Redis key
 * @param arguments its letter and what follows
 */
record DirectoryStep(String hash, List<String> arguments) {

  static DirectoryStep find(String app, String user) {
    return new DirectoryStep(DirectoryKey.hashOf(app, user), List.of("F"));
  }

  static DirectoryStep write(DirectoryEntry entry, Duration timeToLive) {
    return new DirectoryStep(
        entry.key().hash(),
        List.of(
            "W",
            entry.key().field(),
            Long.toString(entry.connectNumber()),
            entry.at().toString(),
            entry.value(),
            Long.toString(timeToLive.toSeconds())));
  }

  static DirectoryStep remove(DirectoryEntry entry) {
    return new DirectoryStep(entry.key().hash(), List.of("R", entry.key().field(), entry.value()));
  }
}
