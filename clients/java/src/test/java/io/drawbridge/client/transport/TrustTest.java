package io.drawbridge.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
  @TempDir private Path directory;

  @Test
  void speaksTls12And13WithAuthenticatedCiphersAndVerifiesTheName() {
    SSLEngine engine =
        Trust.OF_THE_RUNTIME.tls().newEngine(UnpooledByteBufAllocator.DEFAULT, "gw.example", 443);

    assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    assertThat(engine.getEnabledCipherSuites())
        .isNotEmpty()
        .allMatch(suite -> suite.contains("_GCM_") || suite.contains("_POLY1305_"));
    assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
  }

  @Test
  void refusesAFileWithoutACertificate() throws IOException {
    assertThatThrownBy(() -> Trust.ofPem(file("")))
        .isInstanceOf(CertificateException.class)
        .hasMessage("no certificate");
    assertThatThrownBy(() -> Trust.ofPem(file("-----BEGIN CERTIFICATE-----\nhello\n")))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void refusesAFileBeyondTheBound() throws IOException {
    Path large = file(" ".repeat(Trust.MAX_PEM_BYTES + 1));

    assertThatThrownBy(() -> Trust.ofPem(large)).hasMessage("larger than 1048576 bytes");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("authorities.pem"), text);
  }
}
