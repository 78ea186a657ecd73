package io.drawbridge.gateway.attach;

import io.drawbridge.proto.client.v1.GoAway;
import org.jspecify.annotations.Nullable;

/**
 * Whether new clients may come in.
 *
 * @param goAway what a client is told that may not; null = they may
 * @param because one sentence for it; empty when they may
 */
public record DoorState(@Nullable GoAway goAway, String because) {
  /** Everybody may come in. */
  public static final DoorState OPEN = new DoorState(null, "");
}
