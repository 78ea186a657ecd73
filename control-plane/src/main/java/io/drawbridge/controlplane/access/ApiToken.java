package io.drawbridge.controlplane.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one secret that opens the API. Only its digest is kept; it never appears in a text. */
public final class ApiToken {
  /** 128 bits in hexadecimal digits are 32 characters; half of that would be guessed one day. */
  static final int MIN_CHARACTERS = 32;

  private final byte[] digest;

  private ApiToken(byte[] digest) {
    this.digest = digest;
  }

  /** The first line of {@code file}, which others than its owner should not be able to read. */
  public static ApiToken read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("api-token-file: " + file + " (expected: a file that can be read)");
    }
    String token = Files.readString(file).strip();
    if (token.length() < MIN_CHARACTERS || token.lines().count() != 1) {
      throw new IOException(
          "api-token-file: "
              + file
              + ": "
              + token.length()
              + " characters (expected: one line of >= 32)");
    }
    return of(token);
  }

  static ApiToken of(String token) {
    return new ApiToken(digest(token));
  }

  /** Takes equally long whether the first character differs or the last. */
  public boolean matches(String presented) {
    return MessageDigest.isEqual(digest, digest(presented));
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
