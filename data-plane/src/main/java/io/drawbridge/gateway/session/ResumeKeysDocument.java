package io.drawbridge.gateway.session;

import java.util.Base64;
import java.util.Optional;

/** A resume-keys file as it is written; the record components are its keys. */
record ResumeKeysDocument(Optional<Entry> previous, Entry current, Optional<Entry> next) {
  ResumeKeysDocument {
    requireOther("previous", previous, current);
    requireOther("next", next, current);
    if (next.isPresent()) {
      requireOther("previous", previous, next.get());
    }
  }

  /** A token names its key, so two keys cannot share a name. */
  private static void requireOther(String key, Optional<Entry> entry, Entry other) {
    if (entry.isPresent() && entry.get().id().equals(other.id())) {
      throw new IllegalArgumentException(
          key + ": id " + other.id() + " is another key's (expected: three different ids)");
    }
  }

  /**
   * One key.
   *
   * @param secret base64url, with or without padding; never part of a message
   */
  record Entry(String id, String secret) {
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,31}";
    private static final int MIN_SECRET_BYTES = 32; // as long as what HMAC-SHA256 makes of it
    private static final int MAX_SECRET_BYTES = 1024; // more is a wrong file

    Entry {
      if (!id.matches(ID)) {
        throw new IllegalArgumentException(
            "id: " + id.length() + " characters (expected: letters, digits, . _ -, at most 32)");
      }
      int bytes = decode(secret).length;
      if (bytes < MIN_SECRET_BYTES || bytes > MAX_SECRET_BYTES) {
        throw new IllegalArgumentException(
            "secret: " + bytes + " bytes (expected: 32 to 1024, 32 random ones are right)");
      }
    }

    ResumeKey key() {
      return ResumeKey.of(id, decode(secret));
    }

    @Override
    public String toString() {
      return id;
    }

    private static byte[] decode(String secret) {
      try {
        return Base64.getUrlDecoder().decode(secret);
      } catch (IllegalArgumentException _) { // its message quotes a character of the secret
        throw new IllegalArgumentException("secret: unreadable (expected: base64url)");
      }
    }
  }
}
