package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.proto.client.v1.Connect;
import java.time.Duration;

/**
 * A CONNECT of a client that is who it says it is.
 *
 * @param authenticatedFor how long its token counts from now
 */
record Dial(
    Arrival arrival,
    Connect connect,
    TokenIdentity identity,
    ClientInstance instance,
    Duration authenticatedFor) {

  Dial at(Arrival elsewhere) {
    return new Dial(elsewhere, connect, identity, instance, authenticatedFor);
  }

  Connection connection() {
    return arrival.connection();
  }

  int number() {
    return connect.getConnectNumber();
  }

  /** Goes on with the dial on its loop, unless its connection has ended. */
  void onLoop(Runnable action) {
    connection()
        .loop()
        .executor()
        .execute(() -> {
          if (connection().isOpen()) {
            action.run();
            connection().loop().endBatch();
          }
        });
  }
}
