package io.drawbridge.process;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import io.drawbridge.process.config.LoadedConfig;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.process.telemetry.ProcessMetrics;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main method of every process: arguments, configuration, operations port, start, stop.
 *
 * <p>Exit codes: 0 stopped as asked (or help, check), 1 could not start or did not stop in time, 2
 * wrong usage or configuration. Failures are one line each on standard error; the stack trace
 * appears only with {@code DRAWBRIDGE_LOG_LEVEL=DEBUG}.
 */
public final class ProcessMain {
  /** A gateway drains for seconds; an orchestrator kills after 30 to 45. */
  public static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  static final int STOPPED = 0;
  static final int FAILED = 1;
  static final int MISUSED = 2;

  private ProcessMain() {}

  /** Returns once the process runs; exits the JVM if it does not come to that. */
  public static <C extends Record> void run(ProcessDefinition<C> definition, String... args) {
    int code = start(definition, System.getenv(), System.out, System.err, args);
    if (code >= 0) {
      System.exit(code);
    }
  }

  /** The exit code, or -1 if the process is running. */
  static <C extends Record> int start(
      ProcessDefinition<C> definition,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      String... args) {
    try {
      Arguments arguments = Arguments.parse(args);
      if (arguments.help()) {
        String prefix = definition.name().toUpperCase(Locale.ROOT).replace('-', '_');
        out.printf(Arguments.USAGE, definition.name(), prefix);
        return STOPPED;
      }
      LoadedConfig<C> loaded = load(definition, arguments, environment);
      if (arguments.checkConfig()) {
        out.print(loaded.effectiveYaml());
        return STOPPED;
      }
      return start(definition, loaded, err, ServiceManager.of(environment));
    } catch (IllegalArgumentException e) {
      err.println(definition.name() + ": " + e.getMessage());
      return MISUSED;
    } catch (ConfigException e) {
      e.lines().forEach(line -> err.println(definition.name() + ": " + line));
      return MISUSED;
    }
  }

  private static <C extends Record> LoadedConfig<C> load(
      ProcessDefinition<C> definition, Arguments arguments, Map<String, String> environment)
      throws ConfigException {
    LoadedConfig<C> loaded =
        ConfigFile.load(
            definition.name(), definition.configType(), arguments.config(), environment);
    try {
      definition.validate(loaded.config(), arguments.insecure());
    } catch (ConfigException e) {
      throw loaded.located(e);
    }
    return loaded;
  }

  /** From here on we log: the configuration is good and the process has an identity. */
  private static <C extends Record> int start(
      ProcessDefinition<C> definition,
      LoadedConfig<C> loaded,
      PrintStream err,
      ServiceManager manager) {
    Logger log = LoggerFactory.getLogger(ProcessMain.class);
    long startNanos = System.nanoTime();
    Health health = new Health();
    try {
      Metrics metrics = metrics(definition.identity(loaded.config()));
      OperationsPort operations =
          new OperationsPort(
              definition.operationsAddress(loaded.config()).toSocketAddress(),
              health,
              metrics,
              manager);
      boolean takesOver = definition.takesOver(loaded.config());
      if (!takesOver) {
        operations.open();
      }
      RunningProcess running = definition.start(loaded.config(), health, metrics);
      if (takesOver) {
        operations.openWhenFree();
      }
      health.started();
      StopSignal.onSignal(definition.name(), health, running, operations, manager);
      manager.started();
      running.onHangUp().ifPresent(HangUp::onSignal);
      running.succession(operations);
      log.info(
          "{}: started in {} ms, operations on {}",
          definition.name(),
          Duration.ofNanos(System.nanoTime() - startNanos).toMillis(),
          operations.address());
      return -1;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      log.debug("could not start", e);
      err.println(definition.name() + ": could not start: " + StartFailure.describe(e, loaded));
      return FAILED;
    } catch (
        Error e) { // a class or memory is missing; without an exit it would live on, half started
      log.error("could not start", e);
      err.println(definition.name() + ": could not start: " + e);
      return FAILED;
    }
  }

  private static Metrics metrics(Identity identity) {
    Metrics metrics = new Metrics(identity);
    ProcessMetrics.register(metrics, identity);
    return metrics;
  }
}
