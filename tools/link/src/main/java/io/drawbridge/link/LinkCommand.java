package io.drawbridge.link;

import io.drawbridge.link.control.ControlException;
import io.drawbridge.link.control.ControlFile;
import io.drawbridge.link.control.Settings;
import io.drawbridge.link.tun.Namespace;
import io.drawbridge.link.tun.TunDevice;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program. Exit codes: 0 ended by a signal, 1 failed, 2 wrong usage or control file. */
@Command(
    name = "link",
    description = {
      "Joins two network namespaces by a link that is as bad as the control file says.",
      "Needs root, the command ip, and /dev/net/tun. It makes a device in each namespace, which",
      "goes away with it; namespaces and routes are the caller's. Ctrl-C or SIGTERM ends it."
    },
    footer = {
      "",
      "The control file is read again 20 times a second. Lines KEY = VALUE; a2b.KEY and b2a.KEY",
      "are for one direction alone, all others for both:",
      "  delay = 40ms       jitter = 5ms (in order)     reorder = 1%% (overtake, undelayed)",
      "  loss = 1%%          duplicate = 0.1%%            rate = 10M (bit/s; 0 = no limit)",
      "  down = true        # cut",
      "Example:",
      "  link --a left:10.99.0.1/30 --b right:10.99.0.2/30 --control link.conf"
    })
final class LinkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--a",
      required = true,
      paramLabel = "END",
      description = "One end: NAMESPACE:ADDRESS/LENGTH.")
  private String a = "";

  @Option(names = "--b", required = true, paramLabel = "END", description = "The other end.")
  private String b = "";

  @Option(
      names = "--control",
      paramLabel = "FILE",
      description = "How the link is (default: as if there were none).")
  private Optional<Path> control = Optional.empty();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Name of the device in both namespaces (default: ${DEFAULT-VALUE}).")
  private String device = "link0";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Makes what is drawn by lot repeatable (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli sets and reads it
  private boolean help;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new LinkCommand())
        .setParameterExceptionHandler(LinkCommand::misused)
        .setExecutionExceptionHandler((e, command, _) -> {
          command.getErr().println("link: " + (e.getMessage() == null ? e : e.getMessage()));
          return CommandLine.ExitCode.SOFTWARE;
        });
  }

  private static int misused(ParameterException e, String[] args) {
    e.getCommandLine().getErr().println("link: " + e.getMessage() + " (link --help says more)");
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    End endA = end("--a", a);
    End endB = end("--b", b);
    if (!device.matches("[A-Za-z0-9_-]{1,15}")) {
      throw misused("--device: " + device + " (expected: 1 to 15 letters or digits)");
    }
    Optional<ControlFile> file = control.map(path -> new ControlFile(path, this::say));
    Settings settings = settings(file);
    Optional<String> missing = Namespace.missing();
    if (missing.isPresent()) {
      throw new IOException(missing.get());
    }
    CountDownLatch ended = new CountDownLatch(1);
    try (TunDevice first = TunDevice.create(endA.namespace(), device, endA.address());
        TunDevice second = TunDevice.create(endB.namespace(), device, endB.address())) {
      Link link = new Link(first, second, settings, file, new SplittableRandom(seed));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(link, ended), "stop"));
      say("ready: " + endA + " to " + endB);
      link.run();
      say(link.tallies());
    } finally {
      ended.countDown();
    }
    return CommandLine.ExitCode.OK;
  }

  private End end(String option, String text) {
    try {
      return End.parse(text);
    } catch (IllegalArgumentException e) {
      throw misused(option + ": " + e.getMessage());
    }
  }

  private Settings settings(Optional<ControlFile> file) throws IOException {
    try {
      return file.isPresent() ? file.get().read() : Settings.CLEAR;
    } catch (ControlException e) {
      throw misused(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      throw misused("--control: " + e.getMessage() + " is not there (expected: a file)");
    }
  }

  /** Inside the JVM's exit; a signal is the ordinary end, so it is no failure. */
  private static void stop(Link link, CountDownLatch ended) {
    boolean bySignal = ended.getCount() > 0;
    link.stop();
    try {
      ended.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (bySignal) {
      Runtime.getRuntime().halt(0);
    }
  }

  private ParameterException misused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
