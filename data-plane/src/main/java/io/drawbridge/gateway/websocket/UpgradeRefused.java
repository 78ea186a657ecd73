package io.drawbridge.gateway.websocket;

import java.io.Serial;

/** A request that is not upgraded. */
final class UpgradeRefused extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final UpgradeRefusal refusal;
  private final String text;

  /**
   * @param text offender and expectation, in ASCII; quotes nothing of the request
   */
  UpgradeRefused(UpgradeRefusal refusal, String text) {
    super(text, null, false, false); // the client's fault: no stack trace
    this.refusal = refusal;
    this.text = text;
  }

  static UpgradeRefused badRequest(String text) {
    return new UpgradeRefused(UpgradeRefusal.BAD_REQUEST, text);
  }

  UpgradeRefusal refusal() {
    return refusal;
  }

  String text() {
    return text;
  }
}
