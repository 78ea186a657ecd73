package io.drawbridge.gateway.handover;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * What the operator has configured to start a gateway's next process: a program that becomes it, or
 * that has somebody else start it. Only what is to be run can be said from outside, by a name.
 *
 * @param words the program and its arguments
 */
public record SuccessorCommand(List<String> words) {
  /** The variable of the environment that tells what is to be run; unset = as usual. */
  public static final String ARTIFACT = "DRAWBRIDGE_ARTIFACT";

  /** What cannot be mistaken for anything else by a shell, nor lead out of a folder. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._/+-]{0,128}");

  public SuccessorCommand {
    words = List.copyOf(words);
  }

  /** True for a name that may be passed on. */
  public static boolean isArtifact(String name) {
    return NAME.matcher(name).matches() && !name.contains("..");
  }

  /** What this process was started as; empty = as usual. */
  public static String ownArtifact() {
    String own = System.getenv().getOrDefault(ARTIFACT, "");
    return isArtifact(own) ? own : "";
  }

  /**
   * Runs it, in this process's folder, with its environment and standard streams.
   *
   * @param ended told of its exit code, on a thread that must not be kept
   * @throws IOException when there is no such program
   */
  public Process start(String artifact, IntConsumer ended) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    Map<String, String> environment = builder.environment();
    if (artifact.isEmpty()) {
      environment.remove(ARTIFACT);
    } else {
      environment.put(ARTIFACT, artifact);
    }
    Process process = builder.start();
    var _ = process.onExit().thenAccept(over -> ended.accept(over.exitValue()));
    return process;
  }
}
