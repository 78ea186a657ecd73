package io.drawbridge.examples.chat.groups;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups file, read again whenever it changes. A file that is gone or wrong is logged once with
 * its lines, and the groups of before stay.
 *
 * <p>Threads: {@link #groups} any; {@link #refresh} one at a time.
 */
public final class GroupsFile {
  private static final Logger LOG = LoggerFactory.getLogger(GroupsFile.class);

  private final Path file;
  private Stamp lastTried;
  private volatile Groups groups;

  private GroupsFile(Path file, Stamp stamp, Groups groups) {
    this.file = file;
    lastTried = stamp;
    this.groups = groups;
  }

  /** Reads the file for the first time; here alone a wrong one is an error. */
  public static GroupsFile open(Path file) throws ConfigException {
    Stamp stamp = Stamp.of(file);
    return new GroupsFile(file, stamp, read(file));
  }

  /** What is in force. */
  public Groups groups() {
    return groups;
  }

  /** Reads the file if it has changed. */
  public void refresh() {
    Stamp now = Stamp.of(file); // before the reading: a change during it is seen next time
    if (now.equals(lastTried)) {
      return;
    }
    lastTried = now;
    try {
      groups = read(file);
      LOG.info("groups: {} in force from {}", groups.size(), file);
    } catch (ConfigException wrong) {
      LOG.warn(
          "groups: file rejected, the {} of before stay: {}", groups.size(), wrong.getMessage());
    }
  }

  private static Groups read(Path file) throws ConfigException {
    return ConfigFile.read(file, GroupsDocument.class).toGroups();
  }

  /** What a change of the file changes; a file that cannot be looked at has one of its own. */
  private record Stamp(FileTime modified, long bytes) {
    private static final Stamp UNREADABLE = new Stamp(FileTime.fromMillis(0), -1);

    static Stamp of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size());
      } catch (IOException _) {
        return UNREADABLE;
      }
    }
  }
}
