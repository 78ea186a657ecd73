package io.drawbridge.cli.local;

import io.drawbridge.cli.context.FleetDocument.Bootstrap;

/** Where clients of a local fleet begin. */
final class Bootstraps {
  static final String NAME = "ipconfig.drawbridge.local";

  private Bootstraps() {}

  static Bootstrap of(FleetSettings settings) {
    return new Bootstrap(NAME, new RegionAddresses(1, settings.basePort()).ipconfigHttp(1).port());
  }
}
