package io.drawbridge.gateway.directory;

/** Whether the directory can be asked now. */
public sealed interface DirectoryState {

  /** Redis answers. */
  record Reachable() implements DirectoryState {}

  /** Redis does not answer; {@code text} says since what event. */
  record Unreachable(String text) implements DirectoryState {}
}
