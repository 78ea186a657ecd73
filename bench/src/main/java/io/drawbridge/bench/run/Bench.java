package io.drawbridge.bench.run;

import io.drawbridge.bench.business.BusinessMain;
import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.gateway.GatewayProgram;
import io.drawbridge.bench.gateway.MeasuredGateway;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.bench.machine.JavaProgram;
import io.drawbridge.bench.mqtt.Broker;
import io.drawbridge.bench.yardstick.Yardstick;
import io.drawbridge.cli.servers.Servers;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Starts what a run needs.
 *
 * @param folder logs, what is compiled and downloaded; ours alone
 * @param lib the delivered jars; without it the gateway of this class path is measured
 * @param servers where etcd and Redis are downloaded to
 * @param gatewayOptions JVM options for gateways, after the usual ones
 * @param yardsticks those that are measured, too
 */
public record Bench(
    Path folder,
    Optional<Path> lib,
    Path servers,
    List<String> gatewayOptions,
    List<Yardstick> yardsticks,
    Figures figures) {
  private static final String BUSINESS = BusinessMain.class.getName();
  static final Duration START_WITHIN = Duration.ofSeconds(60);

  /** A gateway alone. */
  Subject.OfGateway gateway() throws IOException, InterruptedException, ServersException {
    return new Subject.OfGateway(
        MeasuredGateway.start(
            folder.resolve("gateway"), find(), GatewayProgram.measured(lib, gatewayOptions)),
        List.of());
  }

  /** A gateway alone, which takes TLS, too. */
  Subject.OfGateway gatewayWithTls() throws IOException, InterruptedException, ServersException {
    return new Subject.OfGateway(
        MeasuredGateway.startWithTls(
            folder.resolve("gateway"), find(), GatewayProgram.measured(lib, gatewayOptions)),
        List.of());
  }

  /** A gateway with a business that acknowledges everything. */
  Subject.OfGateway gatewayWithBusiness()
      throws IOException, InterruptedException, ServersException {
    Child business = business(List.of("--listen", Addresses.BUSINESS));
    try {
      MeasuredGateway gateway =
          MeasuredGateway.start(
              folder.resolve("gateway"), find(), GatewayProgram.measured(lib, gatewayOptions));
      return new Subject.OfGateway(gateway, List.of(business));
    } catch (IOException | InterruptedException | ServersException e) {
      business.close();
      throw e;
    }
  }

  /** How a gateway is started that has been trained; one of this class path has not. */
  List<String> trainedGateway() throws IOException, InterruptedException {
    if (lib.isEmpty()) {
      return GatewayProgram.measured(lib, gatewayOptions);
    }
    figures.say("training: the gateway's ahead-of-time cache");
    return GatewayProgram.trained(lib.get(), folder.resolve("training"), servers, gatewayOptions);
  }

  Subject yardstick(Yardstick kind) throws IOException, InterruptedException, ServersException {
    String key = kind.name().toLowerCase(Locale.ROOT);
    Path secret =
        Files.write(Files.createDirectories(folder).resolve("yardstick.key"), new byte[32]);
    List<String> command =
        kind.command(
            folder.resolve("c"), Addresses.MEASURED, Addresses.MEASURED_PORT, figures::say);
    Child child = Child.start(key, folder, Cores.ofServer(), command);
    return ready(
        child, new Subject.OfYardstick(key, child, List.of("--token-key", secret.toString())));
  }

  Subject broker(Broker kind) throws IOException, InterruptedException, ServersException {
    Files.createDirectories(folder);
    InetSocketAddress at = new InetSocketAddress(Addresses.MEASURED, Addresses.MEASURED_PORT);
    return new Subject.OfBroker(
        kind.name().toLowerCase(Locale.ROOT), kind.start(folder, at, figures::say));
  }

  /** A business process that is ready. */
  Child business(List<String> arguments) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Child child =
        Child.start(
            "business",
            folder,
            Cores.ofLoad(),
            JavaProgram.of(JavaProgram.LOAD, BUSINESS, arguments));
    return ready(child, child);
  }

  Servers find() throws IOException, InterruptedException, ServersException {
    return Servers.find(servers, figures::say);
  }

  private static <T> T ready(Child child, T value) throws IOException, InterruptedException {
    try {
      child.awaitLine("ready", START_WITHIN);
      return value;
    } catch (IOException | InterruptedException e) {
      child.close();
      throw e;
    }
  }
}
