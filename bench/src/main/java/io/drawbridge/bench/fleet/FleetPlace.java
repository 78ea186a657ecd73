package io.drawbridge.bench.fleet;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the processes of one region of a bench are. Ports are below those that clients are given.
 *
 * @param number of the region, from 1
 * @param replicas of its control plane
 */
record FleetPlace(int number, int replicas) {
  private static final int FIRST_REPLICA = 10;
  private static final int REST_PORT = 17_110;
  private static final int GRPC_PORT = 17_111;
  private static final int OPERATIONS_PORT = 17_112;
  private static final int ETCD_CLIENTS_PORT = 17_120;
  private static final int ETCD_PEERS_PORT = 17_121;

  String region() {
    return "region-" + number;
  }

  String name(int replica) {
    return "cp-" + number + "-" + replica;
  }

  URI etcdClients() {
    return URI.create("http://" + host(1) + ":" + ETCD_CLIENTS_PORT);
  }

  URI etcdPeers() {
    return URI.create("http://" + host(1) + ":" + ETCD_PEERS_PORT);
  }

  String rest(int replica) {
    return address(replica, REST_PORT);
  }

  String grpc(int replica) {
    return address(replica, GRPC_PORT);
  }

  String operations(int replica) {
    return address(replica, OPERATIONS_PORT);
  }

  /** gRPC addresses of all replicas. */
  List<String> controlPlanes() {
    return IntStream.rangeClosed(1, replicas).mapToObj(this::grpc).toList();
  }

  private String address(int replica, int port) {
    return host(FIRST_REPLICA + replica) + ":" + port;
  }

  private String host(int last) {
    return "127.97." + number + "." + last;
  }
}
