package io.drawbridge.gateway.keys;

import io.drawbridge.gateway.attach.TokenKeys;
import io.drawbridge.gateway.attach.TokenKeysException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good key set of an address in a file, whose time is when the address confirmed it last.
 * For its owner's eyes only, since a key of HS256 is a secret. One thread.
 */
record KeySetCopy(Path file) {
  private static final Logger log = LoggerFactory.getLogger(KeySetCopy.class);

  boolean exists() {
    return Files.exists(file);
  }

  TokenKeys keys() throws TokenKeysException {
    try {
      return TokenKeys.parsePublished(file.toString(), Files.readString(file), leftOut -> {});
    } catch (IOException e) {
      throw new TokenKeysException(file.toString(), "cannot be read: " + e.getMessage());
    }
  }

  Instant madeAt() {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException _) {
      return Instant.EPOCH;
    }
  }

  /** Replaced whole: who reads meanwhile sees the copy of before or this one. */
  void keep(String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Path whole =
          Files.createTempFile(
              folder,
              file.getFileName().toString(),
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(whole, text);
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn("keys of tokens: no copy: {}", e.toString());
    }
  }

  void confirm(Instant now) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(now));
    } catch (IOException e) {
      log.warn("keys of tokens: the copy keeps its old time: {}", e.toString());
    }
  }
}
