package io.drawbridge.ipconfig.answers;

import io.drawbridge.ipconfig.snapshot.SnapshotInForce;
import io.drawbridge.ipconfig.snapshot.Snapshots;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers from the snapshot in force; what was made of an older one is dropped with it. */
public final class Answers {
  private final Snapshots snapshots;
  private final Hints hints;
  private volatile @Nullable GenerationAnswers newest;

  public Answers(Snapshots snapshots, Hints hints) {
    this.snapshots = snapshots;
    this.hints = hints;
  }

  public Answered answer(Asker asker) {
    Optional<SnapshotInForce> inForce = snapshots.inForce();
    if (inForce.isEmpty()) {
      return new Answered.NoSnapshot();
    }
    return of(inForce.get())
        .answer(asker)
        .<Answered>map(answer -> new Answered.Ready(answer, inForce.get()))
        .orElseGet(() -> new Answered.NoGateway(inForce.get()));
  }

  private GenerationAnswers of(SnapshotInForce inForce) {
    GenerationAnswers known = newest;
    if (known != null && known.from().equals(inForce)) {
      return known;
    }
    // Two threads may both make one; what they answer is equal.
    GenerationAnswers made = new GenerationAnswers(inForce, hints);
    newest = made;
    return made;
  }
}
