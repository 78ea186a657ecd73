package io.drawbridge.gateway.handover;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a JVM of its own, since it is for good. */
@Timeout(60)
final class CompilerPriorityTest {
  /** Of proc_pid_stat(5), counted from the state, which follows the name in brackets. */
  private static final int NICE_AFTER_STATE = 16;

  @Test
  void theJvmsCompilersGiveWayAndNobodyElseDoes() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CompilerPriorityTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> said =
        new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();

    assertThat(jvm.waitFor()).isZero();
    int nice = niceOf("/proc/self/stat");
    assertThat(said).contains("all " + nice + " -> " + nice);
    assertThat(said.stream().filter(line -> line.startsWith("compiler ")))
        .hasSizeGreaterThanOrEqualTo(2)
        .containsOnly("compiler " + nice + " -> " + CompilerPriority.NICE);
  }

  /** Says what it has changed. */
  public static void main(String[] arguments) throws IOException {
    List<Integer> compilers = CompilerPriority.compilers();
    int before = niceOf("/proc/self/stat");
    List<Integer> compilersBefore =
        compilers.stream().map(CompilerPriorityTest::niceOfThread).toList();
    CompilerPriority.giveWay();
    System.out.println("all " + before + " -> " + niceOf("/proc/self/stat"));
    for (int i = 0; i < compilers.size(); i++) {
      System.out.println(
          "compiler " + compilersBefore.get(i) + " -> " + niceOfThread(compilers.get(i)));
    }
  }

  private static int niceOfThread(int thread) {
    try {
      return niceOf("/proc/self/task/" + thread + "/stat");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int niceOf(String file) throws IOException {
    String stat = Files.readString(Path.of(file));
    List<String> fields = Splitter.on(' ').splitToList(stat.substring(stat.lastIndexOf(')') + 2));
    return Integer.parseInt(fields.get(NICE_AFTER_STATE));
  }
}
