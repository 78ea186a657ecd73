package io.drawbridge.gateway.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that vouches for itself, made by the JDK's keytool, as PEM files.
 *
 * @param certificate also what clients trust
 */
public record TestCertificate(Path certificate, Path key) {
  private static final String PASSWORD = "only-for-this-test";

  /** For {@code names}, of kind {@code EC} or {@code RSA}. */
  public static TestCertificate of(Path folder, String algorithm, String... names)
      throws Exception {
    Path work = Files.createTempDirectory(folder, "certificate");
    Path store = work.resolve("store.p12");
    keytool(
        store,
        "-genkeypair",
        "-keyalg",
        algorithm,
        algorithm.equals("EC") ? "-groupname" : "-keysize",
        algorithm.equals("EC") ? "secp256r1" : "2048",
        "-validity",
        "2",
        "-dname",
        "CN=gateway",
        "-ext",
        "san=" + String.join(",", Stream.of(names).map(name -> "dns:" + name).toList()));
    TestCertificate made =
        new TestCertificate(work.resolve("certificate.pem"), work.resolve("key.pem"));
    keytool(store, "-exportcert", "-rfc", "-file", made.certificate.toString());
    Files.writeString(made.key, pem(key(store)));
    return made;
  }

  /** The line for it in a certificates file. */
  public String entry() {
    return "  - {certificate: \"" + certificate + "\", key: \"" + key + "\"}\n";
  }

  /** A certificates file with these. */
  public static Path list(Path file, TestCertificate... certificates) throws IOException {
    return Files.writeString(
        file,
        "certificates:\n"
            + String.join("", Stream.of(certificates).map(TestCertificate::entry).toList()));
  }

  /** TLS of a client that trusts these alone. */
  public static SSLContext trusting(TestCertificate... certificates) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (TestCertificate each : certificates) {
      trusted.setCertificateEntry(
          each.certificate.toString(), PemFile.certificates(each.certificate).getFirst());
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), new SecureRandom());
    return tls;
  }

  private static Key key(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys.getKey("gateway", PASSWORD.toCharArray());
  }

  private static String pem(Key key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static void keytool(Path store, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "gateway", "-keystore", store.toString()));
    command.addAll(
        List.of("-storepass", PASSWORD, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool: " + said);
    }
  }
}
