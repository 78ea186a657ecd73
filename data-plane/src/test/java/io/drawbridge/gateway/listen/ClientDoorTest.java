package io.drawbridge.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.admission.Admission;
import io.drawbridge.gateway.admission.Descriptors;
import io.drawbridge.gateway.admission.SourceRules;
import io.drawbridge.gateway.connection.Buffers;
import io.drawbridge.gateway.connection.LoopBounds;
import io.drawbridge.gateway.connection.Loops;
import io.drawbridge.gateway.listen.ClientDoor.Parts;
import io.drawbridge.gateway.listen.ClientDoor.Settings;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.JvmUsage;
import io.drawbridge.gateway.websocket.WebSocketRules;
import io.drawbridge.process.config.HostPort;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ClientDoorTest {
  private static final int CLIENTS = 40;

  private final AtomicInteger accepted = new AtomicInteger();

  @Test
  void aBusyLoopAcceptsSeveralOfThoseWhoWaitInEachPass() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (Loops loops =
            Loops.start(
                1,
                LoopBounds.share(CLIENTS, 1, new Buffers(1 << 20)),
                new GatewayMeasures(System::nanoTime, new JvmUsage(System::nanoTime, () -> 0, 0)));
        ClientDoor door = ClientDoor.open(anyPort(), parts(loops))) {
      EventLoop loop = loops.all().getFirst().executor();
      CompletableFuture<Void> everybodyWaits = new CompletableFuture<>();
      CompletableFuture<Integer> soonAfter = new CompletableFuture<>();
      loop.execute(() -> { // whoever dials meanwhile waits in the kernel
        everybodyWaits.join();
        // done in the next pass or, when it is due a moment later, in the one after it
        var _ = loop.schedule(() -> soonAfter.complete(accepted.get()), 0, TimeUnit.NANOSECONDS);
      });

      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), door.port()));
      }
      everybodyWaits.complete(null);

      assertThat(soonAfter.get()).isGreaterThanOrEqualTo(ClientDoor.ACCEPTS_IN_PASS);
      await().until(() -> accepted.get() == CLIENTS);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static Settings anyPort() {
    return new Settings(new HostPort("127.0.0.1", 0), Set.of(ClientTransport.TCP), List.of());
  }

  private Parts parts(Loops loops) {
    Admission admission =
        Admission.of(
            new SourceRules(CLIENTS, CLIENTS, List.of()),
            new Admission.Rates(CLIENTS, 1_000_000, 1_000_000),
            Descriptors.ofProcess(1),
            System::nanoTime);
    return new Parts(
        loops,
        _ -> {
          accepted.incrementAndGet();
          return new ChannelInboundHandlerAdapter();
        },
        admission,
        Optional.empty(),
        WebSocketRules.of(List.of()),
        new DoorCounts());
  }
}
