package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.session.Session;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Limits;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What CONNECTED says. Any thread. */
public final class Welcome {
  private final Duration heartbeat;
  private final Limits limits;
  private final Function<String, List<io.drawbridge.proto.client.v1.Service>> servicesOfApp;

  /**
   * The same for every session of an app.
   *
   * @param servicesOfApp the services that an app's clients may use
   */
  public Welcome(
      Duration heartbeat,
      Limits limits,
      Function<String, List<io.drawbridge.proto.client.v1.Service>> servicesOfApp) {
    this.heartbeat = heartbeat;
    this.limits = limits;
    this.servicesOfApp = servicesOfApp;
  }

  /** Without what resuming adds. */
  Connected.Builder connected(Session session, Duration authenticationEndsIn) {
    return Connected.newBuilder()
        .setSession(session.id().bytes())
        .setHeartbeatMillis((int) heartbeat.toMillis())
        .setLimits(limits)
        .addAllServices(servicesOfApp.apply(session.instance().user().app()))
        .setAuthenticationEndsInMillis(saturatedMillis(authenticationEndsIn));
  }

  /** A uint32 of milliseconds; what does not fit is its largest value. */
  private static int saturatedMillis(Duration duration) {
    return (int) Math.min(Math.max(1, duration.toMillis()), 0xffff_ffffL);
  }
}
