package io.drawbridge.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.session.Tenure.Phase;
import org.junit.jupiter.api.Test;

final class TenureTest {
  @Test
  void aClientThatNeverHadConnectedCannotComeBack() {
    Tenure session = Tenure.fresh(1);

    assertThat(session.lost()).isEqualTo(Phase.OVER);
    assertThat(session.resume(2)).isFalse();
  }

  @Test
  void aHigherDialResumesAndALowerOrEqualOneIsStale() {
    Tenure session = live(3);
    assertThat(session.lost()).isEqualTo(Phase.DETACHED);

    assertThat(session.resume(3)).isFalse();
    assertThat(session.resume(2)).isFalse();
    assertThat(session.resume(4)).isTrue();
    assertThat(session.connectNumber()).isEqualTo(4);
  }

  @Test
  void aClientWhoseNextConnectionFailsToo() {
    Tenure session = live(1);
    session.lost();
    assertThat(session.resume(2)).isTrue();

    assertThat(session.lost()).isEqualTo(Phase.DETACHED);
  }

  @Test
  void feedsNothingWhileAnotherGatewayMayHaveIt() {
    Tenure session = live(1);
    assertThat(session.mayFeed()).isTrue();

    assertThat(session.take("b", 2)).isTrue();
    assertThat(session.mayFeed()).isFalse();

    session.keep();
    assertThat(session.phase()).isEqualTo(Phase.DETACHED);
    assertThat(session.mayFeed()).isTrue();
  }

  @Test
  void isOverWhenTheOtherGatewayConfirms() {
    Tenure session = live(1);
    session.take("b", 2);

    assertThat(session.taken("c", 2)).isFalse();
    assertThat(session.taken("b", 2)).isTrue();
    assertThat(session.phase()).isEqualTo(Phase.OVER);
  }

  @Test
  void ofTwoGatewaysTheHigherDialHasIt() {
    Tenure session = live(1);
    assertThat(session.take("b", 2)).isTrue();
    assertThat(session.take("c", 3)).isTrue();

    assertThat(session.taken("b", 2)).isFalse();
    assertThat(session.take("d", 2)).isFalse();
    assertThat(session.taken("c", 3)).isTrue();
  }

  @Test
  void answersTheSameQuestionTwice() {
    Tenure session = live(1);
    assertThat(session.take("b", 2)).isTrue();

    assertThat(session.take("b", 2)).isTrue();
    assertThat(session.isGivenTo("b", 2)).isTrue();
  }

  @Test
  void aDialHereBeatsAGatewayThatHasNotConfirmed() {
    Tenure session = live(1);
    session.take("b", 2);

    assertThat(session.resume(3)).isTrue();
    assertThat(session.taken("b", 2)).isFalse();
  }

  @Test
  void aConfirmationThatComesTooLateCountsForNothing() {
    Tenure session = live(1);
    session.take("b", 2);
    session.keep();

    assertThat(session.taken("b", 2)).isFalse();
    assertThat(session.resume(2)).as("a dial that was seen elsewhere").isFalse();
    assertThat(session.resume(3)).isTrue();
  }

  @Test
  void aCopyIsNobodysBeforeItIsConfirmed() {
    Tenure copy = Tenure.copied(2);
    assertThat(copy.mayFeed()).isFalse();
    assertThat(copy.resume(3)).isFalse();
    assertThat(copy.take("c", 3)).isFalse();
    assertThat(copy.lost()).as("its client is gone meanwhile").isEqualTo(Phase.ARRIVING);

    copy.confirmed();
    assertThat(copy.phase()).isEqualTo(Phase.CONNECTING);
    assertThat(copy.lost()).isEqualTo(Phase.DETACHED);
  }

  private static Tenure live(int connectNumber) {
    Tenure session = Tenure.fresh(connectNumber);
    session.connected();
    return session;
  }
}
