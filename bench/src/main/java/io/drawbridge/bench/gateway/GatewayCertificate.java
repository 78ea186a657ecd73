package io.drawbridge.bench.gateway;

import io.drawbridge.bench.machine.JavaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate of a gateway that vouches for itself, ECDSA on P-256, valid for two days.
 *
 * @param certificate PEM; also what clients trust
 * @param key PEM
 * @param list what the gateway's configuration names
 */
public record GatewayCertificate(Path certificate, Path key, Path list) {
  private static final String PASSWORD = "only-here";
  private static final String ALIAS = "gateway";

  /** Makes it by the JDK's keytool, in {@code folder}. */
  public static GatewayCertificate create(Path folder, String name)
      throws IOException, InterruptedException {
    Path store = folder.resolve("gateway.p12");
    keytool(
        store,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-validity",
        "2",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=dns:" + name);
    GatewayCertificate made =
        new GatewayCertificate(
            folder.resolve("gateway.pem"),
            folder.resolve("gateway.key"),
            folder.resolve("certificates.yaml"));
    keytool(store, "-exportcert", "-rfc", "-file", made.certificate.toString());
    Files.writeString(
        made.key,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keyIn(store).getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    Files.writeString(
        made.list,
        "certificates:\n  - {certificate: \"%s\", key: \"%s\"}\n"
            .formatted(made.certificate, made.key));
    return made;
  }

  private static Key keyIn(Path store) throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return keys.getKey(ALIAS, PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException(store + ": not readable", e);
    }
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JavaProgram.executable("keytool")));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", ALIAS, "-keystore", store.toString()));
    command.addAll(List.of("-storepass", PASSWORD, "-J-XX:TieredStopAtLevel=1"));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }
}
