package io.drawbridge.client;

import java.time.Duration;

/**
 * Where the client is. Sending is possible in every state but {@link Closed}; messages wait.
 *
 * <pre>  Connecting -> Connected -> Waiting -> Connecting ...   and at the end Closed </pre>
 */
public sealed interface ConnectionState {
  /** Looking for a gateway and dialing it. */
  record Connecting() implements ConnectionState {}

  /**
   * A session is up.
   *
   * @param gateway its id
   * @param region its region
   * @param session id of the session in hexadecimal, for the operators' eyes
   * @param resumed true: the session of the connection before goes on, so that no push of it is
   *     missing; false: a new one, and pushes that the earlier one had not acknowledged may be
   */
  record Connected(String gateway, String region, String session, boolean resumed)
      implements ConnectionState {}

  /**
   * No connection; the next attempt comes after {@code delay}.
   *
   * @param because what happened, one sentence for people
   */
  record Waiting(Duration delay, String because) implements ConnectionState {}

  /**
   * The end. {@code code} is a close code of docs/errors.md; 3508 when the application closed the
   * client.
   *
   * @param because what happened, one sentence for people
   */
  record Closed(int code, String because) implements ConnectionState {}
}
