package io.drawbridge.simulation;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;

/** A gateway process's way to one instance of the business. */
final class SimChannel extends ManagedChannel {
  private final World world;
  private final GatewayProcess gateway;
  private final SimBusiness business;
  private boolean shutdown;

  SimChannel(World world, GatewayProcess gateway, SimBusiness business) {
    this.world = world;
    this.gateway = gateway;
    this.business = business;
  }

  @Override
  @SuppressWarnings("unchecked") // Exchange is the only method of Upstream
  public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
    return (ClientCall<Q, A>) new SimCall(world, gateway, business);
  }

  @Override
  public ManagedChannel shutdown() {
    shutdown = true;
    return this;
  }

  @Override
  public ManagedChannel shutdownNow() {
    return shutdown();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }

  @Override
  public String authority() {
    return business.name;
  }
}
