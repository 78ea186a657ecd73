package io.drawbridge.gateway.peer;

/** Where a push goes next. */
public sealed interface Hop {
  /** Another gateway of this region. */
  record Neighbour(String gateway) implements Hop {
    @Override
    public String toString() {
      return "gateway " + gateway;
    }
  }

  /** Any gateway of another region, which knows its way from there. */
  record Door(String region) implements Hop {
    @Override
    public String toString() {
      return "region " + region;
    }
  }
}
