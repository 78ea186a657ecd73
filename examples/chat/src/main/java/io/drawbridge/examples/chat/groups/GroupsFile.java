package io.drawbridge.examples.chat.groups;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import io.drawbridge.process.config.LiveFile;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;

/** The groups file, followed as {@link LiveFile} follows one; threads as there. */
public final class GroupsFile {
  private final LiveFile<Groups> file;

  private GroupsFile(LiveFile<Groups> file) {
    this.file = file;
  }

  /** Reads the file for the first time; here alone a wrong one is an error. */
  public static GroupsFile open(Path file) throws ConfigException {
    return new GroupsFile(LiveFile.open("groups", file, GroupsFile::read));
  }

  /** Refreshes every second until the answer is cancelled. */
  public ScheduledFuture<?> refreshOn(ScheduledExecutorService thread) {
    return file.refreshOn(thread);
  }

  /** What is in force. */
  public Groups groups() {
    return file.value();
  }

  void refresh() {
    file.refresh();
  }

  private static Groups read(Path file) throws ConfigException {
    return ConfigFile.read(file, GroupsDocument.class).toGroups();
  }
}
