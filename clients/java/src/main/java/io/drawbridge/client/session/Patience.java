package io.drawbridge.client.session;

import java.time.Duration;

/**
 * How long a client waits for its gateway.
 *
 * @param greeting for the answer to CONNECT
 * @param quiet without any frame while messages wait for an answer, before it asks by PING
 * @param answer for any frame after a PING
 * @param settle for open answers before it leaves for another gateway
 */
public record Patience(Duration greeting, Duration quiet, Duration answer, Duration settle) {
  /** For any network that people use. */
  public static final Patience DEFAULTS =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1));

  long greetingNanos() {
    return greeting.toNanos();
  }

  long quietNanos() {
    return quiet.toNanos();
  }

  long answerNanos() {
    return answer.toNanos();
  }

  long settleNanos() {
    return settle.toNanos();
  }
}
