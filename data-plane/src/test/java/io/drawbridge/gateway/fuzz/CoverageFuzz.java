package io.drawbridge.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every decoder under Jazzer, which looks for inputs that reach new code, in a process of its own.
 * Run by {@code ./drawbridge test --long fuzz}. What fails stays in {@code target/fuzz}: put it
 * into the corpus, as hexadecimal, with the correction.
 */
final class CoverageFuzz {
  private static final int SECONDS = Integer.getInteger("drawbridge.fuzz.seconds", 60);
  private static final Path TARGET = Path.of("target/fuzz").toAbsolutePath();
  private static final Pattern LAST_COUNT = Pattern.compile("Done (\\d+) runs in (\\d+) second");

  @ParameterizedTest
  @EnumSource
  void findsNoInputThatBreaksAPromise(Decoder decoder) throws Exception {
    Path folder = Files.createDirectories(TARGET.resolve(decoder.folder()));
    Path log = folder.resolve("log");

    int exit = jazzer(decoder, folder, log);

    String output = Files.readString(log);
    assertThat(exit).as("%s, see %s", lastLinesOf(output), log).isZero();
    Matcher done = LAST_COUNT.matcher(output);
    assertThat(done.find()).as(lastLinesOf(output)).isTrue();
    System.out.printf(
        "fuzz.%s: %s inputs in %s s%n", decoder.folder(), done.group(1), done.group(2));
  }

  private static int jazzer(Decoder decoder, Path folder, Path log)
      throws IOException, InterruptedException {
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    int number = 0;
    for (byte[] input : Corpus.of(decoder)) {
      Files.write(seeds.resolve("seed-" + number++), input);
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "-Dio.netty.leakDetection.level=paranoid",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + decoder.type().getName(),
            "--instrumentation_includes=io.drawbridge.**:com.nimbusds.**",
            "--custom_hook_excludes=**", // for injections into databases and the like; slow to load
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + "/",
            "-max_total_time=" + SECONDS,
            "-max_len=32768",
            "-timeout=30",
            seeds.toString());
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("").toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String lastLinesOf(String output) {
    List<String> lines = output.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
  }
}
