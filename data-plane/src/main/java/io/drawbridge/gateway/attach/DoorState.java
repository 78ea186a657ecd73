package io.drawbridge.gateway.attach;

import io.drawbridge.proto.client.v1.GoAway;
import org.jspecify.annotations.Nullable;

/**
 * Whether new clients may come in.
 *
 * @param goAway what a client is told that may not; null = they may
 * @param because one sentence for it; empty when they may
 * @param isHeld they are told only after a moment
 */
public record DoorState(@Nullable GoAway goAway, String because, boolean isHeld) {
  /** Everybody may come in. */
  public static final DoorState OPEN = new DoorState(null, "", false);
}
