package io.drawbridge.controlplane.web;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console as it was built, read once at the start: an answer is looked up by its whole path, so
 * no path leads out of the folder, and replacing the folder changes no running process. Immutable.
 */
public final class ConsoleFiles {
  /** The console has about five files and half a megabyte; more is somebody else's folder. */
  static final int MAX_FILES = 200;

  static final long MAX_BYTES = 16 << 20;

  private static final String INDEX = "/index.html";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "txt", "text/plain; charset=utf-8");
  private static final Logger log = LoggerFactory.getLogger(ConsoleFiles.class);

  private final Map<String, Asset> assets;

  private ConsoleFiles(Map<String, Asset> assets) {
    this.assets = Map.copyOf(assets);
  }

  /**
   * What there is to serve. A replica without a console is still a replica: if {@code folder} is
   * empty or cannot be served, there is one page that says what to do.
   */
  public static ConsoleFiles of(Optional<Path> folder) {
    if (folder.isEmpty()) {
      return notBuilt();
    }
    try {
      return read(folder.get());
    } catch (IOException | UncheckedIOException e) {
      log.warn("console: {}; serving a page that says so", e.getMessage());
      return notBuilt();
    }
  }

  /** The file of this path, {@code /} being the index. */
  Optional<Asset> find(String path) {
    return Optional.ofNullable(assets.get(path.equals("/") ? INDEX : path));
  }

  /**
   * One file.
   *
   * @param immutable its name changes with its content
   */
  record Asset(ByteString body, String type, String tag, boolean immutable) {}

  private static ConsoleFiles read(Path folder) throws IOException {
    Map<String, Asset> assets = new HashMap<>();
    long bytes = 0;
    for (Path file : files(folder)) {
      String path = "/" + folder.relativize(file).toString().replace('\\', '/');
      bytes += Files.size(file);
      if (bytes > MAX_BYTES) {
        throw new IOException(folder + ": more than " + MAX_BYTES + " bytes (expected: fewer)");
      }
      assets.put(path, asset(path, Files.readAllBytes(file)));
    }
    if (!assets.containsKey(INDEX)) {
      throw new IOException(folder + ": no index.html (expected: the built console)");
    }
    return new ConsoleFiles(assets);
  }

  /** Links are left out: they could lead anywhere. */
  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + ": no such folder (expected: the built console)");
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> files =
          tree.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .limit(MAX_FILES + 1L)
              .toList();
      if (files.size() > MAX_FILES) {
        throw new IOException(folder + ": more than " + MAX_FILES + " files (expected: fewer)");
      }
      return files;
    }
  }

  private static ConsoleFiles notBuilt() {
    try (InputStream page =
        Objects.requireNonNull(ConsoleFiles.class.getResourceAsStream("not-built.html"))) {
      return new ConsoleFiles(Map.of(INDEX, asset(INDEX, page.readAllBytes())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Asset asset(String path, byte[] body) {
    String extension = path.substring(path.lastIndexOf('.') + 1);
    return new Asset(
        ByteString.copyFrom(body),
        TYPES.getOrDefault(extension, "application/octet-stream"),
        '"' + digest(body) + '"',
        path.startsWith("/assets/"));
  }

  private static String digest(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
