package io.drawbridge.recorder.check;

import java.nio.file.Path;

/**
 * A record that contradicts an invariant.
 *
 * @param invariant such as {@code I1}
 * @param text one sentence with the client, its numbers and what was expected
 * @param file where the record is
 * @param index of the record in its file, from 0
 */
public record Violation(String invariant, String text, Path file, long index) {
  @Override
  public String toString() {
    return invariant + ": " + text + " (" + file.getFileName() + ", record " + index + ")";
  }
}
