package io.drawbridge.link.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A control file, read again whenever it is asked for; a wrong or missing one changes nothing.
 * Threads: one.
 */
public final class ControlFile {
  private final Path file;
  private final Consumer<String> events;
  private String lastText = "";
  private String lastProblem = "";

  /**
   * @param events told of every change and, once, of everything wrong
   */
  public ControlFile(Path file, Consumer<String> events) {
    this.file = file;
    this.events = events;
  }

  /** What it says now. */
  public Settings read() throws ControlException, IOException {
    String text = Files.readString(file);
    try {
      Settings settings = ControlText.parse(text);
      lastText = text;
      return settings;
    } catch (ControlException e) {
      throw new ControlException(file + ": " + e.getMessage());
    }
  }

  /** What it says now, if that is something else than before. */
  public Optional<Settings> changed() {
    try {
      // By its text, not its time: two changes within a tick of the file system are two.
      String before = lastText;
      Settings settings = read();
      lastProblem = "";
      if (lastText.equals(before)) {
        return Optional.empty();
      }
      events.accept(file + ": applied");
      return Optional.of(settings);
    } catch (ControlException | IOException e) {
      String problem = e + "; the link stays as it was";
      if (!problem.equals(lastProblem)) {
        lastProblem = problem;
        events.accept(problem);
      }
      return Optional.empty();
    }
  }
}
