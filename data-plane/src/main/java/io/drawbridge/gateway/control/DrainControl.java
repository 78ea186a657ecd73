package io.drawbridge.gateway.control;

import java.time.Duration;

/** What directives can do to this gateway. Must not block. */
public interface DrainControl {
  /** Sends new clients elsewhere and asks those here to move within {@code over}. Idempotent. */
  void drain(Duration over);

  /** Takes new clients again. Idempotent. */
  void undrain();
}
