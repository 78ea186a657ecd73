package io.drawbridge.gateway.attach;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The keys that client tokens may be signed with, by {@code kid}. Immutable. */
public final class TokenKeys {
  /** Two keys an issuer (current and next) for 32 issuers; more is a mistake. */
  private static final int MAX_KEYS = 64;

  /** Longest key set, as a file or as an answer. */
  public static final int MAX_BYTES = 1 << 20;

  private final Map<String, TokenKey> byId;

  private TokenKeys(Map<String, TokenKey> byId) {
    this.byId = Map.copyOf(byId);
  }

  /**
   * Reads a JWKS file (RFC 7517): 1 to 64 keys of HS256, RS256 (at least 2048 bits) or EdDSA
   * (Ed25519), each with {@code kid} and {@code alg}. One key that cannot be used refuses the file.
   */
  public static TokenKeys load(Path file) throws TokenKeysException {
    return parse(file.toString(), textOf(file));
  }

  /**
   * Reads the text of such a file.
   *
   * @param source where it is from, for the message
   */
  public static TokenKeys parse(String source, String text) throws TokenKeysException {
    return parse(source, text, Unusable.REFUSES_THE_SET);
  }

  /**
   * Reads the text of a key set that an issuer publishes for everybody. Keys that are of no use
   * here, such as those for encryption, are left out, as RFC 7517 section 5 advises; at least one
   * must be left.
   *
   * @param leftOut hears which and why
   */
  public static TokenKeys parsePublished(String source, String text, Consumer<String> leftOut)
      throws TokenKeysException {
    return parse(source, text, refused -> leftOut.accept(String.valueOf(refused.getMessage())));
  }

  private static TokenKeys parse(String source, String text, Unusable unusable)
      throws TokenKeysException {
    List<Map<String, Object>> entries = entriesOf(source, text);
    Map<String, TokenKey> byId = new HashMap<>();
    for (int i = 0; i < Math.min(entries.size(), MAX_KEYS); i++) {
      String name = nameOf(entries.get(i), i + 1);
      try {
        TokenKey key = keyOf(source, name, entries.get(i));
        if (byId.put(key.id(), key) != null) {
          throw new TokenKeysException(
              source, name + ": kid: used before (expected: one key an id)");
        }
      } catch (TokenKeysException e) {
        unusable.refused(e);
      }
    }
    if (byId.isEmpty() || entries.size() > MAX_KEYS) {
      throw new TokenKeysException(
          source, entries.size() + " keys (expected: 1 to " + MAX_KEYS + ")");
    }
    return new TokenKeys(byId);
  }

  /** What becomes of a set with a key that cannot be used. */
  @FunctionalInterface
  private interface Unusable {
    Unusable REFUSES_THE_SET =
        refused -> {
          throw refused;
        };

    void refused(TokenKeysException refused) throws TokenKeysException;
  }

  Optional<TokenKey> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  int size() {
    return byId.size();
  }

  /** Ids alone. */
  @Override
  public String toString() {
    return "keys " + new TreeSet<>(byId.keySet());
  }

  private static List<Map<String, Object>> entriesOf(String source, String text)
      throws TokenKeysException {
    try {
      Map<String, Object> json = JSONObjectUtils.parse(text);
      Map<String, Object>[] keys = JSONObjectUtils.getJSONObjectArray(json, "keys");
      if (keys == null) {
        throw new TokenKeysException(source, "keys: missing (expected: a list of JSON Web Keys)");
      }
      return List.of(keys);
    } catch (ParseException e) {
      throw new TokenKeysException(source, "not a JSON Web Key set (expected: {\"keys\": [...]})");
    }
  }

  private static String textOf(Path file) throws TokenKeysException {
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw new TokenKeysException(
            file.toString(), bytes + " bytes (expected: <= " + MAX_BYTES + ")");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new TokenKeysException(file.toString(), "not UTF-8 (expected: a JSON Web Key set)");
    } catch (IOException e) {
      throw new TokenKeysException(
          file.toString(), "cannot be read (expected: a readable file): " + e);
    }
  }

  private static String nameOf(Map<String, Object> entry, int position) {
    return entry.get("kid") instanceof String id
        ? "key " + position + " (kid " + id + ")"
        : "key " + position;
  }

  private static TokenKey keyOf(String source, String name, Map<String, Object> entry)
      throws TokenKeysException {
    try {
      return TokenKey.of(JWK.parse(entry));
    } catch (ParseException e) {
      throw new TokenKeysException(source, name + ": not a JSON Web Key: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new TokenKeysException(source, name + ": " + e.getMessage());
    } catch (JOSEException | GeneralSecurityException e) {
      throw new TokenKeysException(source, name + ": unusable: " + e.getMessage());
    }
  }
}
