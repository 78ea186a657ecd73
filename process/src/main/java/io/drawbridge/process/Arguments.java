package io.drawbridge.process;

import java.nio.file.Path;
import java.util.Optional;

/** The command line of every process. */
record Arguments(Optional<Path> config, boolean checkConfig, boolean insecure, boolean help) {
  static final String USAGE =
      """
      usage: %1$s [--config FILE] [--check-config] [--insecure] [--help]
        --config FILE    YAML over the built-in defaults; variables DRAWBRIDGE_%2$s_* lie over it
        --check-config   print the configuration in force and where each value comes from, then exit
        --insecure       allow plain doors on addresses that other machines can reach
      exit codes: 0 stopped as asked, 1 could not start or did not stop in time, 2 usage or configuration
      """;

  /**
   * @throws IllegalArgumentException naming the argument
   */
  static Arguments parse(String... args) {
    Optional<Path> config = Optional.empty();
    boolean checkConfig = false;
    boolean insecure = false;
    boolean help = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--config" -> {
          if (i + 1 == args.length) {
            throw new IllegalArgumentException("--config: no value (expected: --config FILE)");
          }
          config = Optional.of(Path.of(args[++i]));
        }
        case "--check-config" -> checkConfig = true;
        case "--insecure" -> insecure = true;
        case "--help", "-h" -> help = true;
        default ->
            throw new IllegalArgumentException(
                args[i]
                    + ": unknown argument (expected: --config FILE, --check-config, --insecure or"
                    + " --help)");
      }
    }
    return new Arguments(config, checkConfig, insecure, help);
  }
}
