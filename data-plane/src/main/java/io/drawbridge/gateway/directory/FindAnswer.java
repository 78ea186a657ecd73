package io.drawbridge.gateway.directory;

import java.util.List;

/** Answer to {@link Directory#find}. */
public sealed interface FindAnswer {

  /**
   * What the directory holds. An empty list from the own region means that the user is offline only
   * if {@link Directory#missIsTrustworthy}.
   *
   * @param doubt why another region's directory may lack entries; "" if it knows of no reason
   */
  record Found(List<DirectoryEntry> entries, String doubt) implements FindAnswer {
    public Found(List<DirectoryEntry> entries) {
      this(entries, "");
    }
  }

  /** The directory cannot be asked; {@code text} says why. */
  record Unavailable(String text) implements FindAnswer {}
}
