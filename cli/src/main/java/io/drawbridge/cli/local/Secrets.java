package io.drawbridge.cli.local;

import com.nimbusds.jose.util.Base64URL;
import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.cli.context.FleetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files that let somebody into one fleet, new at each start, readable by their owner only.
 *
 * @param keysFile JWKS of the keys that gateways trust
 * @param resumeKeysFile what the gateways of all regions sign resume tokens with
 */
record Secrets(Path keysFile, Path resumeKeysFile, String apiToken, Path apiTokenFile) {
  private static final int TOKEN_BYTES = 24;
  private static final int RESUME_KEY_BYTES = 32;

  static Secrets write(Path home, DevelopmentKey key) throws IOException {
    Path folder = Files.createDirectories(home.resolve("fleet"));
    String apiToken = random(TOKEN_BYTES);
    String keys = FleetFile.JSON.writeValueAsString(Map.of("keys", List.of(key.jwk())));
    return new Secrets(
        write(folder.resolve("keys.json"), keys),
        write(
            folder.resolve("resume-keys.yaml"),
            "current: {id: dev-1, secret: " + random(RESUME_KEY_BYTES) + "}"),
        apiToken,
        write(folder.resolve("api-token"), apiToken));
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return Base64URL.encode(random).toString();
  }

  private static Path write(Path file, String content) throws IOException {
    FileAttribute<Set<PosixFilePermission>> ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.deleteIfExists(file);
    return Files.writeString(Files.createFile(file, ownerOnly), content + "\n");
  }
}
