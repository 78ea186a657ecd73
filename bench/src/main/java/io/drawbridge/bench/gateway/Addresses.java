package io.drawbridge.bench.gateway;

/**
 * Where the processes of a bench are. Ports are below those that clients are given, and addresses
 * are nobody else's: a connection that some client still holds open must not be in a server's way.
 */
public final class Addresses {
  /** Whoever is measured, a gateway or a yardstick. */
  public static final String MEASURED = "127.98.0.1";

  public static final int MEASURED_PORT = 17_000;

  /** Push service of the gateway. */
  public static final String GRPC = MEASURED + ":17001";

  static final String OPERATIONS = MEASURED + ":17002";
  static final String ETCD_CLIENTS = "http://127.98.0.2:17010";
  static final String ETCD_PEERS = "http://127.98.0.2:17011";
  static final String REDIS_HOST = "127.98.0.3";
  static final int REDIS_PORT = 17_020;

  /** The business. */
  public static final String BUSINESS = "127.98.0.4:17030";

  /** A business that never answers. */
  public static final String HUNG_BUSINESS = "127.98.0.5:17030";

  /** Begin of the addresses of a region's gateways, of which there are up to 200. */
  static final String REGION = "127.98.1.";

  static final String CONTROL_PLANE = "127.98.0.6";

  /** First of the addresses that clients connect from. */
  public static final String CLIENTS = "127.99.0.1";

  private Addresses() {}
}
