package io.drawbridge.gateway.directory;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A Lua script on one hash; named by its digest, sent whole only to a Redis that lacks it. */
final class DirectoryScript {
  /**
   * KEYS[1] hash; ARGV: field, connect number, gateway, value, seconds to live. Answers '' when
   * written, else the value that stays: one with a higher number, or with the same number from
   * another gateway (a repeated CONNECT). What cannot be read is overwritten.
   */
  static final DirectoryScript WRITE =
      new DirectoryScript(
          ScriptOutputType.VALUE,
          """
          local current = redis.call('HGET', KEYS[1], ARGV[1])
          if current then
            local number, gateway = string.match(current, '^(%d+) (%S+) ')
            if number then
              number = tonumber(number)
              local ours = tonumber(ARGV[2])
              if number > ours or (number == ours and gateway ~= ARGV[3]) then
                return current
              end
            end
          end
          redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
          redis.call('EXPIRE', KEYS[1], ARGV[5])
          return ''
          """);

  /** KEYS[1] hash; ARGV: field, value. Answers 1 if exactly this value was there and is gone. */
  static final DirectoryScript REMOVE =
      new DirectoryScript(
          ScriptOutputType.INTEGER,
          """
          if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then
            return redis.call('HDEL', KEYS[1], ARGV[1])
          end
          return 0
          """);

  private final ScriptOutputType output;
  private final String text;
  private final String digest;

  private DirectoryScript(ScriptOutputType output, String text) {
    this.output = output;
    this.text = text;
    this.digest = digest(text);
  }

  /** The name that Redis gives to the text. */
  private static String digest(String text) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1: missing (expected: in every JDK)", e);
    }
  }

  <T> CompletionStage<T> run(
      RedisAsyncCommands<String, String> redis, String key, String... arguments) {
    String[] keys = {key};
    CompletionStage<T> byDigest = redis.evalsha(digest, output, keys, arguments);
    return byDigest.exceptionallyCompose(e ->
        RedisLink.unwrap(e) instanceof RedisNoScriptException
            ? redis.eval(text, output, keys, arguments)
            : CompletableFuture.failedStage(e));
  }
}
