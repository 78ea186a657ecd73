package io.drawbridge.gateway.directory;

import java.util.List;

/** Answer to {@link Directory#find}. */
public sealed interface FindAnswer {

  /**
   * What the directory holds. An empty list means that the user is offline only if {@link
   * Directory#missIsTrustworthy}.
   */
  record Found(List<DirectoryEntry> entries) implements FindAnswer {}

  /** Redis cannot be asked; {@code text} says why. */
  record Unavailable(String text) implements FindAnswer {}
}
