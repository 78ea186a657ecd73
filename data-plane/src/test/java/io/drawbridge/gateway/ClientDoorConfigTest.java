package io.drawbridge.gateway;

import static io.drawbridge.gateway.listen.ClientTransport.TCP;
import static io.drawbridge.gateway.listen.ClientTransport.TLS;
import static io.drawbridge.gateway.listen.ClientTransport.WS;
import static io.drawbridge.gateway.listen.ClientTransport.WSS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientDoorConfigTest {
  private static final HostPort LOOPBACK = HostPort.parse("127.1.1.1:7000");
  private static final HostPort PUBLIC = HostPort.parse("192.0.2.7:7000");
  private static final String WITH_TLS = "tls: {certificates: certificates.yaml}";

  @TempDir private Path directory;

  @Test
  void whatIsSpokenIsWhatIsSafeUnlessItIsSaid() throws Exception {
    assertThat(config("", LOOPBACK).clientDoor().transportsAt(LOOPBACK))
        .containsExactlyInAnyOrder(TCP, WS);
    assertThat(config(WITH_TLS, LOOPBACK).clientDoor().transportsAt(LOOPBACK))
        .containsExactlyInAnyOrder(TCP, TLS, WS, WSS);
    assertThat(config(WITH_TLS, PUBLIC).clientDoor().transportsAt(PUBLIC))
        .containsExactlyInAnyOrder(TLS, WSS);
    assertThat(
            config("transports: [wss], " + WITH_TLS, LOOPBACK).clientDoor().transportsAt(LOOPBACK))
        .containsExactly(WSS);
  }

  @Test
  void plainDoorsThatOthersReachHaveToBeInsistedOn() throws Exception {
    assertThatThrownBy(() -> validate("", PUBLIC, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("client-door.address: 192.0.2.7:7000 (expected: a loopback address");
    assertThatThrownBy(() -> validate("transports: [tcp, tls], " + WITH_TLS, PUBLIC, false))
        .hasMessageContaining("client-door.address: 192.0.2.7:7000");
    assertThatThrownBy(
            () -> validate("further-addresses: [\"[2001:db8::7]:7000\"]", LOOPBACK, false))
        .hasMessageContaining("client-door.further-addresses: [2001:db8::7]:7000");
    assertThatThrownBy(() ->
            validate("proxy: {address: \"192.0.2.7:7003\", from: [192.0.2.1]}", LOOPBACK, false))
        .hasMessageContaining("client-door.proxy.address: 192.0.2.7:7003");

    assertThatCode(() -> validate("", PUBLIC, true)).doesNotThrowAnyException();
    assertThatCode(() -> validate(WITH_TLS, PUBLIC, false)).doesNotThrowAnyException();
  }

  @Test
  void namesWhatCannotBe() {
    assertThatThrownBy(() -> config("transports: [tls]", LOOPBACK))
        .hasMessageContaining("client-door.transports: [TLS] (expected: tls beside it");
    assertThatThrownBy(() -> config("transports: [http]", LOOPBACK))
        .hasMessageContaining("http (expected: one of ");
    assertThatThrownBy(() -> config("advertised-port: 0", LOOPBACK))
        .hasMessageContaining("client-door.advertised-port: 0 (expected: 1 to 65535");
    assertThatThrownBy(() -> config("origins: [chat.example]", LOOPBACK))
        .hasMessageContaining("client-door.origins: chat.example (expected: scheme://host");
    assertThatThrownBy(() -> config("proxy: {address: \"127.0.0.1:7003\", from: []}", LOOPBACK))
        .hasMessageContaining("client-door.proxy.from: [] (expected: the balancers' addresses");
  }

  private void validate(String door, HostPort address, boolean insecure) throws Exception {
    new GatewayMain().validate(config(door, address), insecure);
  }

  private GatewayConfig config(String door, HostPort address) throws IOException, ConfigException {
    Path file =
        Files.writeString(
            directory.resolve("gateway.yaml"),
            """
            gateway: gw-1
            region: local-1
            client-door: {address: "%s", advertised-host: gw.example, %s}
            grpc-address: 127.1.1.1:7001
            operations-address: 127.1.1.1:7002
            etcd: {endpoints: ["http://127.1.5.1:7040"]}
            redis: redis://127.1.6.1:7050
            tokens: {keys: keys.json}
            services: services.yaml
            """
                .formatted(address, door));
    return ConfigFile.load("gateway", GatewayConfig.class, Optional.of(file), Map.of()).config();
  }
}
