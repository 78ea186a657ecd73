package io.drawbridge.client.session;

import io.drawbridge.client.discovery.GatewayEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Records what a lifecycle asks for. */
final class FakeNetwork implements Network {
  private final List<String> asked = new ArrayList<>();
  int attempt;

  /** Everything asked since the last call. */
  List<String> asked() {
    List<String> taken = List.copyOf(asked);
    asked.clear();
    return taken;
  }

  @Override
  public void find(int number, String previousGateway) {
    attempt = number;
    asked.add("find " + previousGateway);
  }

  @Override
  public void dial(int number, GatewayEndpoint endpoint, Duration timeout) {
    attempt = number;
    asked.add("dial " + endpoint.gateway());
  }

  @Override
  public void renewToken() {
    asked.add("renew token");
  }
}
