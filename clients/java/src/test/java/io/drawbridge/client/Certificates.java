package io.drawbridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/** An authority of its own, and a gateway's certificate by it, both made by the JDK's keytool. */
final class Certificates {
  private static final String PASSWORD = "only-for-this-test";

  private final Path keys;
  private final Path authority;

  private Certificates(Path keys, Path authority) {
    this.keys = keys;
    this.authority = authority;
  }

  /** A chain of authority and gateway; the gateway's certificate is for {@code name}. */
  static Certificates of(Path directory, String name) throws IOException {
    Path keys = directory.resolve(name + ".p12");
    Path authority = directory.resolve(name + "-authority.pem");
    keytool(
        keys, "-genkeypair", "-alias", "ca", "-dname", "CN=authority of " + name, "-ext", "bc:c");
    keytool(
        keys,
        "-genkeypair",
        "-alias",
        "gateway",
        "-signer",
        "ca",
        "-dname",
        "CN=gateway",
        "-ext",
        "san=dns:" + name);
    keytool(keys, "-exportcert", "-alias", "ca", "-rfc", "-file", authority.toString());
    return new Certificates(keys, authority);
  }

  /** A PEM file of the authority. */
  Path authority() {
    return authority;
  }

  /** TLS as the gateway speaks it. */
  SslContext server() {
    try (InputStream in = Files.newInputStream(keys)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      store.deleteEntry("ca"); // the chain stays with the gateway's entry
      KeyManagerFactory keyManagers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(store, PASSWORD.toCharArray());
      return SslContextBuilder.forServer(keyManagers).build();
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void keytool(Path keys, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(said).isZero();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
