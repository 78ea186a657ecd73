package io.drawbridge.ipconfig.http;

import java.time.Duration;

/**
 * What one server lets its clients use.
 *
 * @param requestLineBytes beyond: 414
 * @param headerBytes all header lines together; beyond: 431
 * @param connections beyond: answered 503 and closed before a request is read
 * @param requestTime a connection on which no request ends for so long is closed; 408 if one has
 *     begun
 */
public record HttpLimits(
    int requestLineBytes, int headerBytes, int connections, Duration requestTime) {
  /**
   * A request line holds a path and device key, gateway and app of 128 bytes each, escaped
   * threefold; 20,000 connections at about 20 KiB are 400 MiB.
   */
  public static final HttpLimits DEFAULT =
      new HttpLimits(4_096, 8_192, 20_000, Duration.ofSeconds(15));

  /** One read pass takes so much; with it the answers of pipelined requests are bounded, too. */
  static final int READ_BYTES = 8_192;
}
