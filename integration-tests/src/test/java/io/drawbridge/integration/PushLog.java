package io.drawbridge.integration;

import io.drawbridge.proto.business.v1.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A running {@link PushProbe} in a region's namespace, and what it has printed. */
final class PushLog implements AutoCloseable {
  private final Process process;
  private final Path output;

  /** An answer, with the machine's time. */
  record Answer(long atMillis, String user, Outcome outcome, String text) {}

  private PushLog(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static PushLog start(LinkedRegions regions, int region, String... users) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(regions.gatewayGrpc(region)));
    arguments.addAll(List.of(users));
    List<String> command = new ArrayList<>(regions.inRegion(region));
    command.addAll(Commands.java(PushProbe.class.getName(), arguments.toArray(new String[0])));
    Path output = regions.folder().resolve("pushes-" + region);
    return new PushLog(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  List<Answer> answers() throws IOException {
    List<Answer> answers = new ArrayList<>();
    String text = Files.readString(output);
    // The last line may be half written.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      String[] parts = line.split(" ", 4);
      if (parts.length == 4 && parts[0].matches("[0-9]+")) {
        Outcome outcome = Outcome.valueOf(parts[2]);
        answers.add(new Answer(Long.parseLong(parts[0]), parts[1], outcome, parts[3]));
      }
    }
    return answers;
  }

  /** Those that came from then on. */
  List<Answer> since(long atMillis) throws IOException {
    return answers().stream().filter(answer -> answer.atMillis() >= atMillis).toList();
  }

  /** Waits until each of these users has got this answer since then; the last one's time. */
  long await(Outcome outcome, long sinceMillis, Duration within, String... users) {
    long last = sinceMillis;
    for (String user : users) {
      Answer first =
          Awaitility.await(outcome + " for " + user)
              .atMost(within)
              .until(
                  () ->
                      since(sinceMillis).stream()
                          .filter(answer -> answer.user().equals(user))
                          .filter(answer -> answer.outcome() == outcome)
                          .findFirst()
                          .orElse(null),
                  found -> found != null);
      last = Math.max(last, first.atMillis());
    }
    return last;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
