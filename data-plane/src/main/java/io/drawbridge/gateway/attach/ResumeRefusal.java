package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.session.ResumeTokens.Checked.Reason;

/** Why a client may not have the session it asks for. It is not told; logs and metrics are. */
public enum ResumeRefusal {
  /** A session id without a token. */
  TOKEN_MISSING,
  /** Not a resume token. */
  TOKEN_MALFORMED,
  /** Signed with a key that is not, or no longer, in use. */
  TOKEN_KEY_UNKNOWN,
  /** The resume token is too old, or the JWT has been over for longer than the grace time. */
  TOKEN_EXPIRED,
  /** Of another user, device, client instance or session, or changed. */
  TOKEN_FORGED,
  /** A dial as new has been seen. */
  STALE;

  static ResumeRefusal of(Reason reason) {
    return switch (reason) {
      case MISSING -> TOKEN_MISSING;
      case MALFORMED -> TOKEN_MALFORMED;
      case UNKNOWN_KEY -> TOKEN_KEY_UNKNOWN;
      case EXPIRED -> TOKEN_EXPIRED;
      case FORGED -> TOKEN_FORGED;
    };
  }
}
