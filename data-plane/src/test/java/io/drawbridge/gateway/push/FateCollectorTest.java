package io.drawbridge.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.SessionFate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FateCollectorTest {
  private final List<SessionFate> told = new ArrayList<>();
  private final FateCollector fates = new FateCollector("", (all, doubt) -> told.addAll(all));

  @Test
  void tellsWhenTheLastPartHasTold() {
    fates.addPart();
    fates.part(List.of(fate("a", Outcome.DELIVERED)));
    assertThat(told).isEmpty();

    fates.part(List.of(fate("b", Outcome.OFFLINE)));

    assertThat(told).hasSize(2);
  }

  /** It moved while the push was on its way: found where it was, and where it is. */
  @Test
  void tellsTheSurestFateOfASessionThatWasFoundTwice() {
    fates.addPart();
    fates.addPart();
    fates.part(List.of(fate("a", Outcome.HELD)));
    fates.part(List.of(fate("a", Outcome.DELIVERED)));
    fates.part(List.of(fate("b", Outcome.UNKNOWN), fate("a", Outcome.UNAVAILABLE)));

    assertThat(told)
        .containsExactlyInAnyOrder(fate("a", Outcome.DELIVERED), fate("b", Outcome.UNKNOWN));
  }

  @Test
  void keepsWhatIsAboutNoParticularSession() {
    fates.addPart();
    fates.part(Outcome.UNAVAILABLE, "one region");
    fates.part(Outcome.UNAVAILABLE, "another region");

    assertThat(told).hasSize(2);
  }

  private static SessionFate fate(String session, Outcome outcome) {
    return SessionFate.newBuilder()
        .setSession(ByteString.copyFromUtf8(session))
        .setOutcome(outcome)
        .build();
  }
}
