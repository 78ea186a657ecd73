package io.drawbridge.simulation;

import io.drawbridge.proto.business.v1.LaneIdentity;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One Exchange stream from a gateway process to an instance of the business. */
final class SimCall extends ClientCall<UpstreamBatch, UpstreamAnswer> {
  private final GatewayProcess gateway;
  private final SimBusiness business;
  private final Map<Integer, LaneIdentity> names;
  private final Pipe out;
  private final Pipe back;
  private @Nullable Listener<UpstreamAnswer> listener;
  private boolean connected;
  private boolean over;

  SimCall(World world, GatewayProcess gateway, SimBusiness business) {
    this.gateway = gateway;
    this.business = business;
    this.names = business.newNames();
    this.out = new Pipe(world);
    this.back = new Pipe(world);
  }

  @Override
  public void start(Listener<UpstreamAnswer> told, Metadata headers) {
    listener = told;
    out.send(() -> {
      if (business.isUp() && !over) {
        connected = true;
        business.opened(this);
        back.send(() -> tell(Listener::onReady));
      } else {
        lost();
      }
    });
  }

  @Override
  public void sendMessage(UpstreamBatch batch) {
    // Also after the gateway's end: what left it arrives.
    out.send(() -> {
      if (connected && business.isUp()) {
        business.receive(this, names, batch);
      }
    });
  }

  void answer(UpstreamAnswer answer) {
    back.send(() -> tell(told -> told.onMessage(answer)));
  }

  /** The business's end of the connection is gone. */
  void lost() {
    end(Status.UNAVAILABLE);
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    end(Status.CANCELLED);
  }

  private void end(Status status) {
    if (!over) {
      over = true;
      connected = false;
      back.send(() ->
          gateway.run(() -> {
            if (listener != null) {
              listener.onClose(status, new Metadata());
            }
          }));
    }
  }

  private void tell(Consumer<Listener<UpstreamAnswer>> news) {
    gateway.run(() -> {
      if (listener != null && !over) {
        news.accept(listener);
      }
    });
  }

  @Override
  public boolean isReady() {
    return connected && !over;
  }

  @Override
  public void request(int messages) {}

  @Override
  public void halfClose() {
    end(Status.OK);
  }
}
