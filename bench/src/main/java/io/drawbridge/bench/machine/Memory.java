package io.drawbridge.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Memory of a process. */
public final class Memory {
  private static final int JCMD_SECONDS = 60;

  private Memory() {}

  /** What of it is in the machine's memory now, in bytes. */
  public static long residentBytes(Child child) throws IOException {
    return Processors.residentBytes(child.pid());
  }

  /** What a Java process's heap holds once a full collection, made for this, is over, in bytes. */
  public static long liveHeapBytes(Child java) throws IOException, InterruptedException {
    List<String> command =
        List.of(JavaProgram.executable("jcmd"), Long.toString(java.pid()), "GC.class_histogram");
    Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!jcmd.waitFor(JCMD_SECONDS, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
      jcmd.destroyForcibly();
      throw new IOException(java.name() + ": no class histogram: " + histogram);
    }
    return totalBytes(histogram);
  }

  /** Its last line: {@code Total INSTANCES BYTES}. */
  static long totalBytes(String histogram) throws IOException {
    return histogram
        .lines()
        .filter(line -> line.startsWith("Total "))
        .map(line -> line.split(" +", -1))
        .mapToLong(fields -> Long.parseLong(fields[2]))
        .findFirst()
        .orElseThrow(() -> new IOException("class histogram: no line Total"));
  }
}
