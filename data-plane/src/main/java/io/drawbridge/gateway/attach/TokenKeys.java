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

/** The keys that client tokens may be signed with, by {@code kid}. Immutable. */
public final class TokenKeys {
  /** Two keys an issuer (current and next) for 32 issuers; more is a mistake. */
  private static final int MAX_KEYS = 64;

  private static final long MAX_FILE_BYTES = 1 << 20;

  private final Map<String, TokenKey> byId;

  private TokenKeys(Map<String, TokenKey> byId) {
    this.byId = Map.copyOf(byId);
  }

  /**
   * Reads a JWKS file (RFC 7517): 1 to 64 keys of HS256, RS256 (at least 2048 bits) or EdDSA
   * (Ed25519), each with {@code kid} and {@code alg}. One key that cannot be used refuses the file.
   */
  public static TokenKeys load(Path file) throws TokenKeysException {
    List<Map<String, Object>> entries = entriesOf(file);
    if (entries.isEmpty() || entries.size() > MAX_KEYS) {
      throw new TokenKeysException(
          file, entries.size() + " keys (expected: 1 to " + MAX_KEYS + ")");
    }
    Map<String, TokenKey> byId = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      String name = nameOf(entries.get(i), i + 1);
      TokenKey key = keyOf(file, name, entries.get(i));
      if (byId.put(key.id(), key) != null) {
        throw new TokenKeysException(file, name + ": kid: used before (expected: one key an id)");
      }
    }
    return new TokenKeys(byId);
  }

  Optional<TokenKey> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  int size() {
    return byId.size();
  }

  private static List<Map<String, Object>> entriesOf(Path file) throws TokenKeysException {
    try {
      Map<String, Object> json = JSONObjectUtils.parse(textOf(file));
      Map<String, Object>[] keys = JSONObjectUtils.getJSONObjectArray(json, "keys");
      if (keys == null) {
        throw new TokenKeysException(file, "keys: missing (expected: a list of JSON Web Keys)");
      }
      return List.of(keys);
    } catch (ParseException e) {
      throw new TokenKeysException(file, "not a JSON Web Key set (expected: {\"keys\": [...]})");
    }
  }

  private static String textOf(Path file) throws TokenKeysException {
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_FILE_BYTES) {
        throw new TokenKeysException(file, bytes + " bytes (expected: <= " + MAX_FILE_BYTES + ")");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new TokenKeysException(file, "not UTF-8 (expected: a JSON Web Key set)");
    } catch (IOException e) {
      throw new TokenKeysException(file, "cannot be read (expected: a readable file): " + e);
    }
  }

  private static String nameOf(Map<String, Object> entry, int position) {
    return entry.get("kid") instanceof String id
        ? "key " + position + " (kid " + id + ")"
        : "key " + position;
  }

  private static TokenKey keyOf(Path file, String name, Map<String, Object> entry)
      throws TokenKeysException {
    try {
      return TokenKey.of(JWK.parse(entry));
    } catch (ParseException e) {
      throw new TokenKeysException(file, name + ": not a JSON Web Key: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new TokenKeysException(file, name + ": " + e.getMessage());
    } catch (JOSEException | GeneralSecurityException e) {
      throw new TokenKeysException(file, name + ": unusable: " + e.getMessage());
    }
  }
}
