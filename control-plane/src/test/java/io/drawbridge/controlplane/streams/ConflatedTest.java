package io.drawbridge.controlplane.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflatedTest {
  private final HandPeer peer = new HandPeer();
  private final Conflated<String> values = new Conflated<>(peer, value -> value.charAt(0));

  @Test
  void aReadyPeerGetsEverything() {
    peer.ready();

    values.offer("a1");
    values.offer("a2");

    assertThat(peer.received).containsExactly("a1", "a2");
  }

  @Test
  void aPeerThatIsNotReadyGetsTheNewestOfEachKindLater() {
    for (int i = 0; i < 1_000; i++) {
      values.offer("a" + i);
      values.offer("b" + i);
    }
    assertThat(peer.received).isEmpty();

    peer.ready();

    assertThat(peer.received).containsExactly("a999", "b999");
  }

  @Test
  void onlyWhatIsSentTakesItsForm() {
    List<String> formed = new ArrayList<>();
    Conflated<Integer> numbers =
        new Conflated<>(
            peer,
            value -> "one kind",
            value -> {
              formed.add("n" + value);
              return "n" + value;
            });
    for (int i = 0; i < 1_000; i++) {
      numbers.offer(i);
    }
    assertThat(formed).isEmpty();

    peer.ready();

    assertThat(formed).containsExactly("n999");
    assertThat(peer.received).containsExactly("n999");
  }

  @Test
  void stopsWhenThePeerHasEnough() {
    peer.readyFor(1);
    values.offer("a1");
    values.offer("a2");
    values.offer("a3");
    assertThat(peer.received).containsExactly("a1");

    peer.readyFor(1);

    assertThat(peer.received).containsExactly("a1", "a3");
  }

  @Test
  void nothingIsSentAfterTheEnd() {
    values.offer("a1");
    values.ended();
    peer.ready();
    values.offer("a2");
    values.refuse(Status.INTERNAL);
    values.complete();

    assertThat(peer.received).isEmpty();
    assertThat(peer.ends).isZero();
  }

  @Test
  void aCallEndsOnce() {
    values.refuse(Status.INVALID_ARGUMENT);
    values.complete();
    values.refuse(Status.INTERNAL);

    assertThat(peer.ends).isEqualTo(1);
  }

  /** Ready when told to be, as a transport whose buffer drains. */
  private static final class HandPeer extends ServerCallStreamObserver<String> {
    private final List<String> received = new ArrayList<>();
    private int room;
    private int ends;
    private Runnable onReady = () -> {};

    void ready() {
      readyFor(Integer.MAX_VALUE);
    }

    void readyFor(int values) {
      room = values;
      onReady.run();
    }

    @Override
    public boolean isReady() {
      return room > 0;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
      onReady = handler;
    }

    @Override
    public void onNext(String value) {
      received.add(value);
      room--;
    }

    @Override
    public void onError(Throwable error) {
      ends++;
    }

    @Override
    public void onCompleted() {
      ends++;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}
  }
}
