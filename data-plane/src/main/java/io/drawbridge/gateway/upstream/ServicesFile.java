package io.drawbridge.gateway.upstream;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import io.drawbridge.process.config.LiveFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;

/** The services file, followed as {@link LiveFile} follows one; threads as there. */
public final class ServicesFile {
  private final LiveFile<ServiceTable> file;

  private ServicesFile(LiveFile<ServiceTable> file) {
    this.file = file;
  }

  /** Reads the file for the first time; here alone a wrong one is an error. */
  public static ServicesFile open(Path file) throws ConfigException {
    return new ServicesFile(LiveFile.open("services", file, ServicesFile::read));
  }

  /** Refreshes every second until the answer is cancelled. */
  public ScheduledFuture<?> refreshOn(ScheduledExecutorService thread) {
    return file.refreshOn(thread);
  }

  /** What is in force. Take it once per pass: two calls may answer two tables. */
  public ServiceTable table() {
    return file.value();
  }

  /** Why the file as it is now is not in force; empty if it is. */
  public Optional<String> problem() {
    return file.problem();
  }

  void refresh() {
    file.refresh();
  }

  private static ServiceTable read(Path file) throws ConfigException {
    return ConfigFile.read(file, ServicesDocument.class).table();
  }
}
