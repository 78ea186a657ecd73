package io.drawbridge.process;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;

/**
 * One kind of process, handed to {@link ProcessMain}. Methods are called once, in the order below,
 * on the main thread.
 *
 * @param <C> its configuration, a tree of records as {@link
 *     io.drawbridge.process.config.ConfigFile} reads them
 */
public interface ProcessDefinition<C extends Record> {
  /** Short name in kebab case: {@code gateway} has variables {@code DRAWBRIDGE_GATEWAY_…}. */
  String name();

  /** The record; {@code <name>-defaults.yaml} lies beside it on the class path. */
  Class<C> configType();

  /** Where {@code /healthz}, {@code /readyz}, {@code /startupz} and {@code /metrics} are served. */
  HostPort operationsAddress(C config);

  /**
   * Rules over several keys.
   *
   * @param insecureFlag {@code --insecure} was given
   * @throws ConfigException naming the key; the file's line is added by the caller
   */
  void validate(C config, boolean insecureFlag) throws ConfigException;

  /**
   * True when another process of this identity runs and gives up its operations port while this one
   * starts; then that is opened last.
   *
   * @throws Exception when that cannot be found out
   */
  default boolean takesOver(C config) throws Exception {
    return false;
  }

  /** Which process of the fleet this is. */
  Identity identity(C config);

  /**
   * Returns when the process does its work. Readiness checks are added to {@code health}, what it
   * does in numbers to {@code metrics}.
   *
   * @throws Exception with a message for operators; what was opened before is closed by the end of
   *     the process
   */
  RunningProcess start(C config, Health health, Metrics metrics) throws Exception;
}
