package io.drawbridge.controlplane.fleet;

import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.control.v1.Capacity;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Load;

/** Registrations, reports and loads for tests: region r, capacity 1,000 connections. */
public final class Gateways {
  public static final Capacity CAPACITY =
      Capacity.newBuilder()
          .setConnections(1_000)
          .setAcceptsPerSecond(100)
          .setMessagesPerSecond(10_000)
          .setBytesPerSecond(1_000_000)
          .build();

  private Gateways() {}

  public static GatewayRegistration registration(String gateway, long generation) {
    return GatewayRegistration.newBuilder()
        .setGateway(gateway)
        .setRegion("r")
        .setGeneration(generation)
        .setFailureDomain("fd-" + gateway)
        .addEndpoints(
            Endpoint.newBuilder()
                .setGateway(gateway)
                .setHost(gateway + ".test")
                .setPort(7000)
                .setTransport(Transport.TCP))
        .setGrpcAddress(gateway + ".test:7001")
        .setCapacity(CAPACITY)
        .build();
  }

  public static GatewayReport report(
      String gateway, long generation, GatewayState state, Load load) {
    return GatewayReport.newBuilder()
        .setGateway(gateway)
        .setRegion("r")
        .setGeneration(generation)
        .setState(state)
        .setLoad(load)
        .setRegistration(registration(gateway, generation))
        .build();
  }

  public static GatewayReport serving(String gateway, int connections) {
    return report(gateway, 1, GatewayState.SERVING, load(connections));
  }

  public static Load load(int connections) {
    return Load.newBuilder().setConnections(connections).build();
  }
}
