package io.drawbridge.recorder.business;

import io.drawbridge.business.upstream.LaneStep;
import io.drawbridge.recorder.history.Entry;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Effects and progress in a Redis that instances of the business share: one script lets a message
 * have its effect and moves its lane on, so that a SIGKILL finds both or neither: {@link LaneStep}
 * in one step. An instance that was paused is told that others have gone on.
 */
final class RedisLedger implements Ledger {
  /** The list of effects, as {@link Entry#toBytes}. */
  static final byte[] EFFECTS = bytes("recorder:effects");

  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(20);

  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

  private static final byte[] EFFECT =
      bytes(
          """
          local lane = redis.call('HMGET', KEYS[1], 'c', 'a')
          local newest = tonumber(lane[1] or '0')
          if tonumber(ARGV[1]) < newest then return 2 end
          if tonumber(ARGV[1]) > newest then redis.call('HSET', KEYS[1], 'c', ARGV[1]) end
          if tonumber(ARGV[2]) <= tonumber(lane[2] or '0') then return 1 end
          redis.call('HSET', KEYS[1], 'a', ARGV[2])
          redis.call('RPUSH', KEYS[2], ARGV[3])
          return 0
          """);

  /** What follows an answer may take its time, which Redis's own thread has not. */
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final RedisAsyncCommands<byte[], byte[]> redis;
  private final String effect;

  RedisLedger(String uri) {
    RedisURI where = RedisURI.create(uri);
    where.setTimeout(CONNECTS_WITHIN);
    client = RedisClient.create(where);
    connection = client.connect(ByteArrayCodec.INSTANCE);
    redis = connection.async();
    effect = connection.sync().scriptLoad(EFFECT);
  }

  @Override
  public CompletionStage<LaneStep.Verdict> effect(LaneStep step, Entry entry) {
    RedisFuture<Long> answer =
        redis.evalsha(
            effect,
            ScriptOutputType.INTEGER,
            new byte[][] {bytes("recorder:lane:" + step.lane()), EFFECTS},
            bytes("" + step.connectNumber()),
            bytes("" + step.seq()),
            entry.toBytes());
    return answer.thenApplyAsync(RedisLedger::verdict, threads);
  }

  private static LaneStep.Verdict verdict(long code) {
    return code == 0
        ? LaneStep.Verdict.NEW
        : code == 1 ? LaneStep.Verdict.REPEAT : LaneStep.Verdict.OVERTAKEN;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, CLOSES_WITHIN);
    threads.shutdown();
  }
}
