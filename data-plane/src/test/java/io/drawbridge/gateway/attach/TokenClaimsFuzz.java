package io.drawbridge.gateway.attach;

import java.nio.charset.StandardCharsets;

/** Claims behind a right signature: never an exception; a name is never too long. */
public final class TokenClaimsFuzz {
  private static final int LONGEST_NAME = 128;

  private TokenClaimsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String claims = new String(input, StandardCharsets.UTF_8);
    String token = Signing.hs256(Signing.header("HS256", "fuzz"), claims);
    switch (TokenFuzz.verifier().verify(token, "phone")) {
      case TokenVerdict.Accepted accepted -> requireShort(accepted.identity());
      case TokenVerdict.Expired expired -> requireShort(expired.identity());
      case TokenVerdict.Rejected rejected -> requireText(rejected.text());
      case TokenVerdict.Revoked revoked -> throw new AssertionError("by nobody: " + revoked);
    }
  }

  private static void requireShort(TokenIdentity identity) {
    if (identity.user().isEmpty()
        || identity.user().length() > LONGEST_NAME
        || identity.app().isEmpty()
        || identity.app().length() > LONGEST_NAME) {
      throw new AssertionError("accepted: " + identity);
    }
  }

  private static void requireText(String text) {
    if (!text.contains("(expected: ")) {
      throw new AssertionError("text: " + text);
    }
  }
}
