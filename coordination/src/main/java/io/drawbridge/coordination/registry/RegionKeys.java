package io.drawbridge.coordination.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of one region.
 *
 * <pre>
 * /drawbridge/v1/{region}/gateways/{gateway}   GatewayRegistration as JSON, under the gateway's lease
 * /drawbridge/v1/{region}/leader/{candidate}   gRPC address of a control-plane replica
 * /drawbridge/v1/{region}/operations/{id}   Operation as JSON, written by the leader only
 * /drawbridge/v1/{region}/policies/{name}   PolicyRecord as JSON, written over the revision that was read
 * /drawbridge/v1/{region}/revocations/{app}/{user}/{device}   Revocation as JSON, under a lease of its life
 * </pre>
 *
 * Apps, users and devices are percent-encoded; no device is the empty one.
 */
public record RegionKeys(String region) {
  private static final String ROOT = "/drawbridge/v1/";

  /** Of a fleet, of a region by another one, of a gateway, and its way back. */
  private static final int MAX_NAMES = 5;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public RegionKeys {
    checked("region", region);
  }

  /** Prefix of all gateway registrations. */
  public String gateways() {
    return ROOT + region + "/gateways/";
  }

  public String gateway(String gateway) {
    return gateways() + checked("gateway", gateway);
  }

  /** Prefix of the election among the region's control-plane replicas. */
  public String leader() {
    return ROOT + region + "/leader/";
  }

  /** Prefix of all operations. */
  public String operations() {
    return ROOT + region + "/operations/";
  }

  /**
   * {@code id}: a name, or that of the operation which has begun this one, a slash and what this
   * one is for: a region, a gateway.
   */
  public String operation(String id) {
    String[] names = id.split("/", MAX_NAMES + 1);
    if (names.length > MAX_NAMES) {
      throw new IllegalArgumentException(
          "operation: \"" + id + "\" (expected: " + MAX_NAMES + " names at most)");
    }
    return operations()
        + Stream.of(names).map(name -> checked("operation", name)).collect(Collectors.joining("/"));
  }

  /** Prefix of all policies. */
  public String policies() {
    return ROOT + region + "/policies/";
  }

  public String policy(String name) {
    return policies() + checked("policy", name);
  }

  /** Prefix of all revocations of tokens. */
  public String revocations() {
    return ROOT + region + "/revocations/";
  }

  /** Of a user's tokens on one device, or, if {@code device} is empty, on any. */
  public String revocation(String app, String user, String device) {
    return revocations() + encoded(app) + "/" + encoded(user) + "/" + encoded(device);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static String checked(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + ": \"" + name + "\" (expected: 1 to 64 letters, digits, '.', '_', '-')");
    }
    return name;
  }
}
