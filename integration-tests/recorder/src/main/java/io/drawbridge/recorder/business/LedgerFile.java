package io.drawbridge.recorder.business;

import io.drawbridge.recorder.history.Entry;
import io.drawbridge.recorder.history.Recorder;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Moves effects from Redis to a file, in their order. Not while messages are under way. */
public final class LedgerFile {
  private static final int CHUNK = 10_000;

  private LedgerFile() {}

  /** Appends; answers how many were moved. */
  public static long collect(String uri, Path file) throws IOException {
    RedisClient client = RedisClient.create(uri);
    long moved = 0;
    try (Recorder recorder = Recorder.open(file);
        var connection = client.connect(ByteArrayCodec.INSTANCE)) {
      RedisCommands<byte[], byte[]> redis = connection.sync();
      for (List<byte[]> chunk = next(redis); !chunk.isEmpty(); chunk = next(redis)) {
        chunk.forEach(entry -> recorder.write(Entry.of(entry)));
        moved += chunk.size();
      }
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
    return moved;
  }

  private static List<byte[]> next(RedisCommands<byte[], byte[]> redis) {
    List<byte[]> chunk = redis.lpop(RedisLedger.EFFECTS, CHUNK);
    return chunk == null ? List.of() : chunk;
  }
}
