package io.drawbridge.coordination;

import com.google.protobuf.ByteString;

/**
 * Somebody who stands for election.
 *
 * @param key election key, one for each process
 * @param value what it tells the others about itself
 * @param epoch create revision of the key: the candidate with the lowest one leads
 */
public record Candidate(String key, ByteString value, long epoch) {
  static Candidate of(Entry entry) {
    return new Candidate(entry.key(), entry.value(), entry.created());
  }
}
