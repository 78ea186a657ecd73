package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.gateway.MeasuredGateway;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Some of the gateway's connections: the kernel's number of the gateway's end of each, by the
 * client's address.
 */
record SampledSockets(Map<String, Long> numbers) {
  private static final int SAMPLED = 100;

  SampledSockets {
    numbers = Map.copyOf(numbers);
  }

  /** Of those that it has now. */
  static SampledSockets of(MeasuredGateway gateway) throws IOException {
    Set<Long> open = Sockets.of(gateway.process().pid());
    Map<String, Long> sampled = new HashMap<>();
    Sockets.establishedAt(gatewayAddress()).entrySet().stream()
        .filter(socket -> open.contains(socket.getValue()))
        .limit(SAMPLED) // of a hash table: in no order
        .forEach(socket -> sampled.put(socket.getKey(), socket.getValue()));
    return new SampledSockets(sampled);
  }

  /** Which part of them is established as it was, and open in this process. */
  double shareStillAt(Child process) throws IOException {
    Set<Long> open = Sockets.of(process.pid());
    Map<String, Long> now = Sockets.establishedAt(gatewayAddress());
    long same =
        numbers.entrySet().stream()
            .filter(socket -> socket.getValue().equals(now.get(socket.getKey())))
            .filter(socket -> open.contains(socket.getValue()))
            .count();
    return numbers.isEmpty() ? 0 : (double) same / numbers.size();
  }

  private static InetSocketAddress gatewayAddress() {
    return new InetSocketAddress(Addresses.MEASURED, Addresses.MEASURED_PORT);
  }
}
