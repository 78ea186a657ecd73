package io.drawbridge.integration;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The class path of a started program: what was built, or that with a fault planted in front. */
record Classes(Optional<Path> front) {
  static final Classes BUILT = new Classes(Optional.empty());

  /** Other processes share these two cores: the compiler that only starts quickly will do. */
  private static final List<String> OPTIONS =
      List.of(
          TestPaths.JAVA.toString(),
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "-DDRAWBRIDGE_LOG_LEVEL=WARN");

  static Classes withFault(Path folder) {
    return new Classes(Optional.of(folder));
  }

  /** The command that runs the recorder. */
  List<String> recorder(List<String> arguments) {
    return java(System.getProperty("java.class.path"), "-Xmx1g", Recording.mainClass(), arguments);
  }

  /** The command that runs a gateway. */
  List<String> gateway(Path configuration) {
    String path = TestPaths.LIB + File.separator + "*";
    List<String> arguments = List.of("--config", configuration.toString());
    return java(path, "-Xmx256m", "io.drawbridge.gateway.GatewayMain", arguments);
  }

  private List<String> java(String path, String heap, String main, List<String> arguments) {
    List<String> command = new ArrayList<>(OPTIONS);
    command.add(heap);
    command.add("-cp");
    command.add(front.map(folder -> folder + File.pathSeparator + path).orElse(path));
    command.add(main);
    command.addAll(arguments);
    return command;
  }
}
