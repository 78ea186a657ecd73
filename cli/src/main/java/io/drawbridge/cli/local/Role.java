package io.drawbridge.cli.local;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Kinds of processes, in the order in which they are stopped: who serves clients first, so that it
 * still reaches everything it needs to drain.
 */
public enum Role {
  GATEWAY("gw", Duration.ofSeconds(16)),
  CHAT("chat", Duration.ofSeconds(10)),
  IPCONFIG("ipc", Duration.ofSeconds(10)),
  CONTROL_PLANE("cp", Duration.ofSeconds(10)),
  REDIS("redis", Duration.ofSeconds(5)),
  ETCD("etcd", Duration.ofSeconds(5));

  private final String prefix;
  private final Duration stopLimit;

  Role(String prefix, Duration stopLimit) {
    this.prefix = prefix;
    this.stopLimit = stopLimit;
  }

  /** As in files and tables: {@code control-plane}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Role> of(String key) {
    return Stream.of(values()).filter(role -> role.key().equals(key)).findFirst();
  }

  static Optional<Role> ofPrefix(String prefix) {
    return Stream.of(values()).filter(role -> role.prefix.equals(prefix)).findFirst();
  }

  /** Of its processes' names: {@code gw} of {@code gw-1}. */
  String prefix() {
    return prefix;
  }

  /** After that long it is killed; a gateway whose clients do not leave takes 13 s. */
  Duration stopLimit() {
    return stopLimit;
  }

  /** Roles of the same region that must be ready before this one is worth starting. */
  Set<Role> startsAfter() {
    return switch (this) {
      case ETCD, REDIS, CHAT, IPCONFIG -> Set.of();
      case CONTROL_PLANE -> Set.of(ETCD);
      case GATEWAY -> Set.of(ETCD, REDIS);
    };
  }
}
