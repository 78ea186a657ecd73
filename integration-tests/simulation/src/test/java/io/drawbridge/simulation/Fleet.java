package io.drawbridge.simulation;

import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.gateway.attach.Takes;
import io.drawbridge.gateway.upstream.Service;
import io.drawbridge.gateway.upstream.ServiceTable;
import io.drawbridge.policy.ServiceTarget;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gateways, businesses, and what lies between them. */
final class Fleet {
  private static final ServiceTable SERVICES =
      ServiceTable.of(
          List.of(
              new Service(
                  "default",
                  1,
                  "orders",
                  ServiceTarget.parse("127.0.0.1:1,127.0.0.1:2"),
                  Tier.STANDARD,
                  Duration.ofSeconds(1),
                  8_192,
                  Duration.ofMillis(20))));

  private final World world;
  private final Planted planted;
  private final Directory directory;
  private final Database database;
  private final List<SimBusiness> businesses = new ArrayList<>();
  private final Map<String, @Nullable GatewayProcess> gateways = new LinkedHashMap<>();
  private double lossOfPeerMessages = 0.15;

  Fleet(World world, Planted planted, int gatewayCount) {
    this.world = world;
    this.planted = planted;
    this.directory = new Directory(world);
    this.database = new Database(world, planted);
    for (int i = 1; i <= 2; i++) {
      businesses.add(new SimBusiness("business-" + i, world, database, planted));
    }
    for (int i = 1; i <= gatewayCount; i++) {
      gateways.put("gw-" + i, new GatewayProcess("gw-" + i, world, this));
    }
  }

  ServiceTable services() {
    return SERVICES;
  }

  Planted planted() {
    return planted;
  }

  Directory directory() {
    return directory;
  }

  Database database() {
    return database;
  }

  SimBusiness business(HostPort address) {
    return businesses.get(address.port() - 1);
  }

  List<SimBusiness> businesses() {
    return businesses;
  }

  List<GatewayEndpoint> endpoints() {
    return gateways.keySet().stream()
        .map(name -> new GatewayEndpoint(name, "sim", "127.0.0.1", 1))
        .toList();
  }

  List<String> names() {
    return List.copyOf(gateways.keySet());
  }

  /** The process behind a name; null while there is none. */
  @Nullable GatewayProcess process(String name) {
    return gateways.get(name);
  }

  List<GatewayProcess> processes() {
    List<GatewayProcess> all = new ArrayList<>();
    gateways
        .values()
        .forEach(process -> {
          if (process != null) {
            all.add(process);
          }
        });
    return all;
  }

  void kill(String name) {
    GatewayProcess process = gateways.put(name, null);
    if (process != null) {
      process.kill();
    }
  }

  void start(String name) {
    if (gateways.get(name) == null) {
      world.tell("%s starts", name);
      gateways.put(name, new GatewayProcess(name, world, this));
    }
  }

  /** Ends the faults: everything runs, nothing is lost. */
  void heal() {
    world.tell("everything is healed");
    lossOfPeerMessages = 0;
    names().forEach(this::start);
    processes().forEach(GatewayProcess::goOn);
    businesses.forEach(business -> {
      business.start();
      business.wake();
      business.calm();
    });
  }

  void end() {
    processes().forEach(GatewayProcess::end);
  }

  /** How a gateway asks the others for sessions. */
  Takes takes(GatewayProcess asking) {
    return new Takes() {
      @Override
      public boolean hasOtherProcess() {
        return false;
      }

      @Override
      public CompletionStage<TakeResponse> take(String gateway, TakeRequest request) {
        world.tell("%s asks %s for dial %d", asking.name, gateway, request.getConnectNumber());
        return ask(asking, gateway, there -> there.surrender().take(request));
      }

      @Override
      public CompletionStage<TakenResponse> taken(String gateway, TakenRequest request) {
        world.tell("%s has taken dial %d of %s", asking.name, request.getConnectNumber(), gateway);
        return ask(asking, gateway, there -> there.surrender().taken(request));
      }
    };
  }

  /** A unary call: question and answer may be lost or late, and then it fails in time. */
  private <A> CompletionStage<A> ask(
      GatewayProcess asking,
      String gateway,
      Function<GatewayProcess, CompletionStage<A>> question) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    world.afterMillis(
        GatewayProcess.SETTLE.toMillis() + 1_000.0,
        () ->
            asking.run(() ->
                answer.completeExceptionally(new IllegalStateException("no answer in time"))));
    onTheWay(() -> {
      GatewayProcess there = gateways.get(gateway);
      if (there == null) {
        asking.run(() -> answer.completeExceptionally(new IllegalStateException("unreachable")));
        return;
      }
      there.run(() ->
          question
              .apply(there)
              .whenComplete(
                  (told, failure) -> onTheWay(() -> asking.run(() -> answer.complete(told)))));
    });
    return answer;
  }

  private void onTheWay(Runnable arrival) {
    if (!world.chance(lossOfPeerMessages)) {
      world.afterMillis(
          world.chance(0.1) ? world.between(100, 1_200) : world.between(0.2, 10), arrival);
    }
  }
}
