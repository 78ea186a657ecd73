package io.drawbridge.cli.local;

import io.drawbridge.process.config.HostPort;

/**
 * Addresses of one region's processes: region r has 127.r.0.0/16, each role a third number, and
 * ports count from the base port.
 *
 * <pre>
 *   gateway i        127.r.1.i   +0 clients   +1 gRPC    +2 operations
 *   control plane i  127.r.2.i  +10 REST     +11 gRPC   +12 operations
 *   ipconfig i       127.r.3.i  +20 HTTP                +22 operations
 *   chat i           127.r.4.i  +30 gRPC     +31 page   +32 operations
 *   etcd i           127.r.5.i  +40 clients  +41 peers
 *   Redis            127.r.6.1  +50
 * </pre>
 */
record RegionAddresses(int region, int basePort) {
  /** The highest offset above. */
  static final int HIGHEST_OFFSET = 50;

  RegionAddresses {
    if (region < 1 || region > 254) {
      throw new IllegalArgumentException("region: " + region + " (expected: 1 to 254)");
    }
    if (basePort < 1024 || basePort > 65_535 - HIGHEST_OFFSET) {
      throw new IllegalArgumentException(
          "base port: " + basePort + " (expected: 1024 to " + (65_535 - HIGHEST_OFFSET) + ")");
    }
  }

  HostPort gatewayClients(int index) {
    return at(1, index, 0);
  }

  HostPort gatewayGrpc(int index) {
    return at(1, index, 1);
  }

  HostPort gatewayOperations(int index) {
    return at(1, index, 2);
  }

  HostPort controlPlaneRest(int index) {
    return at(2, index, 10);
  }

  HostPort controlPlaneGrpc(int index) {
    return at(2, index, 11);
  }

  HostPort controlPlaneOperations(int index) {
    return at(2, index, 12);
  }

  HostPort ipconfigHttp(int index) {
    return at(3, index, 20);
  }

  HostPort ipconfigOperations(int index) {
    return at(3, index, 22);
  }

  HostPort chatGrpc(int index) {
    return at(4, index, 30);
  }

  HostPort chatOperations(int index) {
    return at(4, index, 32);
  }

  HostPort etcdClients(int index) {
    return at(5, index, 40);
  }

  HostPort etcdPeers(int index) {
    return at(5, index, 41);
  }

  HostPort redis() {
    return at(6, 1, 50);
  }

  private HostPort at(int role, int index, int offset) {
    return new HostPort("127." + region + "." + role + "." + index, basePort + offset);
  }
}
