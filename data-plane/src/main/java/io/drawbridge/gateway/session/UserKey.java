package io.drawbridge.gateway.session;

/** A user within an app. */
public record UserKey(String app, String user) {
  @Override
  public String toString() {
    return app + ":" + user;
  }
}
