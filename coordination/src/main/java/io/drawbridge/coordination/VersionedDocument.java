package io.drawbridge.coordination;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One key that is read with its revision and written only over the revision that was read. Every
 * call is tried up to {@value #MAX_TRIES} times of at most 2 s each; blocks; any thread.
 */
public final class VersionedDocument {
  /** A content and the revision that made it. */
  public record Version(ByteString content, long revision) {}

  /** What became of a write. */
  public sealed interface Written {
    /** The document now has this content. */
    record Done(long revision) implements Written {}

    /** It is no longer what the writer read; nothing was written. */
    record Conflict() implements Written {}

    /** The writer no longer leads; nothing was written. */
    record Fenced() implements Written {}
  }

  /** Revision to write over when the document must not exist yet. */
  public static final long ABSENT = 0;

  static final int MAX_TRIES = 3;

  private final Etcd etcd;
  private final String key;

  VersionedDocument(Etcd etcd, String key) {
    this.etcd = etcd;
    this.key = key;
  }

  /** The newest version; empty if there is none. */
  public Optional<Version> read() throws CoordinationException {
    return tried(() -> etcd.read(key)).map(entry -> new Version(entry.value(), entry.modified()));
  }

  /** Writes {@code content} if the document is still at {@code revision}. */
  public Written write(ByteString content, long revision) throws CoordinationException {
    return write(content, revision, Optional.empty());
  }

  /** Writes {@code content} if the document is still at {@code revision} and the writer leads. */
  public Written write(ByteString content, long revision, Guard guard)
      throws CoordinationException {
    return write(content, revision, Optional.of(guard));
  }

  /** Deletes the document if it is still at {@code revision} and the writer leads. */
  public Written delete(long revision, Guard guard) throws CoordinationException {
    List<Compare> conditions =
        List.of(
            Requests.modifiedIn(key, revision),
            Requests.createdIn(guard.electionKey(), guard.epoch()));
    Optional<Long> done = tried(() -> etcd.deleteIf(conditions, key));
    if (done.isPresent()) {
      return new Written.Done(done.get());
    }
    Optional<Version> present = read();
    if (present.isEmpty()) {
      return new Written.Done(revision); // by an earlier try whose answer was lost, or by another
    }
    return present.get().revision() == revision ? new Written.Fenced() : new Written.Conflict();
  }

  private Written write(ByteString content, long revision, Optional<Guard> guard)
      throws CoordinationException {
    List<Compare> conditions = new ArrayList<>();
    conditions.add(Requests.modifiedIn(key, revision));
    guard.ifPresent(by -> conditions.add(Requests.createdIn(by.electionKey(), by.epoch())));
    Optional<Long> done = tried(() -> etcd.putIf(conditions, Requests.put(key, content)));
    if (done.isPresent()) {
      return new Written.Done(done.get());
    }
    return whyNot(content, revision, guard);
  }

  private Written whyNot(ByteString content, long revision, Optional<Guard> guard)
      throws CoordinationException {
    Optional<Version> present = read();
    // An earlier try may have been carried out although its answer was lost.
    if (present.isPresent()
        && present.get().revision() > revision
        && present.get().content().equals(content)) {
      return new Written.Done(present.get().revision());
    }
    if (guard.isPresent() && present.map(Version::revision).orElse(ABSENT) == revision) {
      return new Written.Fenced();
    }
    return new Written.Conflict();
  }

  private <T> T tried(Attempt<T> attempt) throws CoordinationException {
    Backoff backoff = Backoff.ofLoops();
    for (int tries = 1; ; tries++) {
      try {
        return attempt.run();
      } catch (CoordinationException e) {
        if (tries == MAX_TRIES || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
      try {
        Thread.sleep(backoff.next());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CoordinationException(key + ": interrupted");
      }
    }
  }

  private interface Attempt<T> {
    T run() throws CoordinationException;
  }
}
