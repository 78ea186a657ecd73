package io.drawbridge.gateway.directory;

/** Answer to {@link Directory#write}. */
public sealed interface WriteAnswer {

  /** The directory names this gateway now. */
  record Written() implements WriteAnswer {}

  /**
   * The client has connected elsewhere since, or this CONNECT is a repeat: the session must end.
   *
   * @param current what the directory holds instead
   */
  record Refused(DirectoryEntry current) implements WriteAnswer {}

  /** Redis cannot be asked; the entry is pending and written later unless removed before. */
  record Unavailable(String text) implements WriteAnswer {}
}
