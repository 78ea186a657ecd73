package io.drawbridge.gateway.directory;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The Lua script that does a group of {@link DirectoryStep}s in their order; named by its digest,
 * sent whole only to a Redis that lacks it.
 *
 * <p>KEYS: the hash of each step. ARGV: the steps one after the other, each its letter and what
 * follows. Answers a list with a list for each step: first what went wrong or '', then its answer.
 * A step that fails does not keep the others from being done.
 *
 * <ul>
 *   <li>{@code F}: fields and values of the hash in turn
 *   <li>{@code W} field, connect number, gateway, value, seconds to live: '' when written, else the
 *       value that stays: one with a higher number, or with the same number from another gateway (a
 *       repeated CONNECT). What cannot be read is overwritten.
 *   <li>{@code R} field, value: 1 if exactly this value was there and is gone
 * </ul>
 */
final class DirectoryScript {
  private static final String TEXT =
      """
      local at = 1
      local function argument()
        at = at + 1
        return ARGV[at - 1]
      end
      local function write(key, field, number, gateway, value, seconds)
        local current = redis.call('HGET', key, field)
        if current then
          local its, at_gateway = string.match(current, '^(%d+) (%S+) ')
          if its then
            its = tonumber(its)
            local ours = tonumber(number)
            if its > ours or (its == ours and at_gateway ~= gateway) then
              return current
            end
          end
        end
        redis.call('HSET', key, field, value)
        redis.call('EXPIRE', key, seconds)
        return ''
      end
      local function remove(key, field, value)
        if redis.call('HGET', key, field) == value then
          return redis.call('HDEL', key, field)
        end
        return 0
      end
      local answers = {}
      for i, key in ipairs(KEYS) do
        local letter = argument()
        local done, answer
        if letter == 'F' then
          done, answer = pcall(redis.call, 'HGETALL', key)
        elseif letter == 'W' then
          done, answer = pcall(write, key, argument(), argument(), argument(), argument(), argument())
        else
          done, answer = pcall(remove, key, argument(), argument())
        end
        if not done then
          answers[i] = {type(answer) == 'table' and answer.err or tostring(answer)}
        elseif type(answer) == 'table' then
          table.insert(answer, 1, '')
          answers[i] = answer
        else
          answers[i] = {'', answer}
        end
      end
      return answers
      """;

  private static final String DIGEST = digest(TEXT);

  private DirectoryScript() {}

  /** The name that Redis gives to the text. */
  private static String digest(String text) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1: missing (expected: in every JDK)", e);
    }
  }

  /** Redis keeps it, so that the first group is sent by its digest. */
  static CompletionStage<String> load(RedisAsyncCommands<String, String> redis) {
    return redis.scriptLoad(TEXT);
  }

  /** An answer for each step, in their order. */
  static CompletionStage<List<Object>> run(
      RedisAsyncCommands<String, String> redis, List<DirectoryStep> steps) {
    String[] keys = steps.stream().map(DirectoryStep::hash).toArray(String[]::new);
    String[] arguments =
        steps.stream().flatMap(step -> step.arguments().stream()).toArray(String[]::new);
    CompletionStage<List<Object>> byDigest =
        redis.evalsha(DIGEST, ScriptOutputType.MULTI, keys, arguments);
    return byDigest.exceptionallyCompose(e ->
        RedisLink.unwrap(e) instanceof RedisNoScriptException
            ? redis.eval(TEXT, ScriptOutputType.MULTI, keys, arguments)
            : CompletableFuture.failedStage(e));
  }
}
