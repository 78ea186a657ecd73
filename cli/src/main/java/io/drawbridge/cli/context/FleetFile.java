package io.drawbridge.cli.context;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * {@code fleet.json} below the launcher's home. It holds the development key, so only its owner may
 * read it; it is replaced whole, so a reader never sees half of it.
 */
public final class FleetFile {
  /** Also prints what {@code status -o json} says. */
  public static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private final Path file;

  public FleetFile(Path home) {
    this.file = home.toAbsolutePath().normalize().resolve("fleet.json");
  }

  public Path path() {
    return file;
  }

  /**
   * Empty if there is none.
   *
   * @throws IOException if it is there but makes no sense; the message names it
   */
  public Optional<FleetDocument> read() throws IOException {
    try {
      return Optional.of(JSON.readValue(Files.readString(file), FleetDocument.class));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not a fleet file: " + e.getOriginalMessage(), e);
    }
  }

  public void write(FleetDocument document) throws IOException {
    Path next = file.resolveSibling("fleet.json.new");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(next, JSON.writeValueAsString(document) + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
