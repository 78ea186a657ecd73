package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.ErrorsPage.Row;
import io.drawbridge.gateway.admission.ConnectRefusal;
import io.drawbridge.gateway.listen.DoorRefusal;
import io.drawbridge.gateway.tls.TlsFailure;
import io.drawbridge.gateway.websocket.CloseCode;
import io.drawbridge.gateway.websocket.UpgradeRefusal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever is refused before CONNECTED is refused for a reason that docs/errors.md has. */
final class ErrorsPageTest {
  @Test
  void hasEveryReasonForWhichASocketDoesNotComeIn() throws Exception {
    assertThat(ErrorsPage.below("Sockets that do not come in"))
        .extracting(Row::code)
        .containsExactlyInAnyOrderElementsOf(labels(DoorRefusal.values()));
  }

  @Test
  void hasEveryReasonForWhichAConnectIsAnsweredByGoAway() throws Exception {
    assertThat(ErrorsPage.below("CONNECTs that are answered by GOAWAY"))
        .extracting(Row::code)
        .containsExactlyInAnyOrderElementsOf(labels(ConnectRefusal.values()));
  }

  @Test
  void hasEveryWayInWhichATlsHandshakeFails() throws Exception {
    assertThat(ErrorsPage.below("TLS handshakes that fail"))
        .extracting(Row::code)
        .containsExactlyInAnyOrderElementsOf(labels(TlsFailure.values()));
  }

  @Test
  void hasEveryAnswerToARequestThatBecomesNoWebSocket() throws Exception {
    assertThat(ErrorsPage.below("Requests that do not become a WebSocket"))
        .extracting(row -> row.code() + ": " + row.where())
        .containsExactlyElementsOf(
            Stream.of(UpgradeRefusal.values())
                .map(each -> label(each) + ": gateway, " + each.status())
                .toList());
  }

  @Test
  void hasEveryCodeOfAWebSocketThatIsNotOurs() throws Exception {
    assertThat(ErrorsPage.below("Ends of WebSockets"))
        .extracting(Row::code)
        .containsExactlyElementsOf(
            Stream.of(CloseCode.values()).map(each -> each.code() + " " + each).toList());
  }

  private static List<String> labels(Enum<?>... reasons) {
    return Arrays.stream(reasons).map(ErrorsPageTest::label).toList();
  }

  /** As metrics have it. */
  private static String label(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
