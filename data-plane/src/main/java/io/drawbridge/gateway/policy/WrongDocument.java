package io.drawbridge.gateway.policy;

import io.drawbridge.proto.control.v1.PolicyDocument;
import java.util.Optional;

/** Documents cannot be put in force. */
final class WrongDocument extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<PolicyDocument> document;

  /**
   * As it is shown to people.
   *
   * @param document the one that is wrong; empty = they do not go together
   */
  WrongDocument(String text, Optional<PolicyDocument> document) {
    super(text, null, false, false);
    this.document = document;
  }

  Optional<PolicyDocument> document() {
    return document;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
