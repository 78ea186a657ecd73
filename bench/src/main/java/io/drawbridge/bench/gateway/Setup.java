package io.drawbridge.bench.gateway;

import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.cli.context.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/** The files that a measured gateway, its servers and its clients read; new for each gateway. */
record Setup(
    Path folder, DevelopmentKey key, Optional<GatewayCertificate> certificate, Variant variant) {
  /** Id of the RSA key. */
  static final String RS256 = "bench-rsa";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  static Setup write(Path folder, Variant variant) throws IOException {
    return write(
        new Setup(Folders.recreate(folder), DevelopmentKey.create(), Optional.empty(), variant));
  }

  /** The gateway takes TLS, too. */
  static Setup writeWithTls(Path folder, Variant variant) throws IOException, InterruptedException {
    Path ours = Folders.recreate(folder);
    GatewayCertificate certificate = GatewayCertificate.create(ours, "gateway.bench");
    return write(new Setup(ours, DevelopmentKey.create(), Optional.of(certificate), variant));
  }

  private static Setup write(Setup setup) throws IOException {
    try {
      setup.writeKeys();
    } catch (GeneralSecurityException e) {
      throw new IOException("keys: cannot be made", e);
    }
    setup.writeRedis();
    setup.writeServices();
    setup.writeGateway();
    return setup;
  }

  /** The HMAC secret, as it is. */
  Path hmacKey() {
    return folder.resolve("hmac.key");
  }

  String hmacKeyId() {
    return member("kid");
  }

  private String member(String name) {
    return Objects.requireNonNull(key.jwk().get(name), name);
  }

  /** The RSA key, PKCS #8. */
  Path rsaKey() {
    return folder.resolve("rsa.der");
  }

  Path redis() {
    return folder.resolve("redis.conf");
  }

  Path gateway() {
    return folder.resolve("gateway.yaml");
  }

  private void writeKeys() throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    RSAPublicKey rsa = (RSAPublicKey) pair.getPublic();
    Files.write(hmacKey(), Base64.getUrlDecoder().decode(member("k")));
    Files.write(rsaKey(), pair.getPrivate().getEncoded());
    Files.writeString(
        folder.resolve("keys.json"),
        """
        {"keys": [
          {"kty": "oct", "kid": "%s", "alg": "HS256", "use": "sig", "k": "%s"},
          {"kty": "RSA", "kid": "%s", "alg": "RS256", "use": "sig", "n": "%s", "e": "AQAB"}]}
        """
            .formatted(hmacKeyId(), member("k"), RS256, unsigned(rsa.getModulus().toByteArray())));
  }

  /** Without the byte of its sign. */
  private static String unsigned(byte[] number) {
    byte[] digits = number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
    return BASE64.encodeToString(digits);
  }

  private void writeRedis() throws IOException {
    Files.writeString(
        redis(),
        """
        bind %s
        port %d
        dir "%s"
        save ""
        appendonly no
        protected-mode no
        """
            .formatted(Addresses.REDIS_HOST, Addresses.REDIS_PORT, folder));
  }

  private void writeServices() throws IOException {
    Files.writeString(folder.resolve("services.yaml"), variant.services());
  }

  /**
   * Nothing that a gateway bounds for its own good is in the way, one loop does all, and sessions
   * end soon after their clients, so that one load does not weigh on the next.
   */
  private void writeGateway() throws IOException {
    Files.writeString(
        gateway(),
        """
        gateway: bench
        region: bench
        client-door: {address: "%s:%d", advertised-host: "%s"%s}
        grpc-address: "%s"
        operations-address: "%s"
        etcd: {endpoints: ["%s"]}
        redis: "redis://%s:%d"
        tokens: {keys: "%s"}
        services: "%s"
        event-loops: 1
        detached: {grace: 1s}
        capacity:
          connections: 20000
          accepts-per-second: 1000000
          connects-per-second: 1000000
          messages-per-second: 100000000
          bytes-per-second: 100GiB
        limits: {source-exempt: ["127.0.0.0/8"]}
        %s
        """
            .formatted(
                Addresses.MEASURED,
                Addresses.MEASURED_PORT,
                Addresses.MEASURED,
                certificate
                    .map(each -> ", tls: {certificates: \"" + each.list() + "\"}")
                    .orElse(""),
                Addresses.GRPC,
                Addresses.OPERATIONS,
                Addresses.ETCD_CLIENTS,
                Addresses.REDIS_HOST,
                Addresses.REDIS_PORT,
                folder.resolve("keys.json"),
                folder.resolve("services.yaml"),
                variant.more()));
  }
}
