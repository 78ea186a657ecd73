package io.drawbridge.business.upstream;

import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The gRPC service that gateways call: gives each message to the handler of its service, in the
 * order of its lane, repeats and overtaken connections not at all. Threads: any.
 */
public final class UpstreamService extends UpstreamGrpc.UpstreamImplBase {
  private final Business business;
  private final Set<UpstreamExchange> exchanges = ConcurrentHashMap.newKeySet();
  private volatile boolean leaving;

  public UpstreamService(
      Map<ServiceKey, UpstreamHandler> handlers, LaneStore store, UpstreamLimits limits) {
    FailureLog failures = new FailureLog(System::nanoTime);
    business =
        new Business(
            Map.copyOf(handlers), store, limits, new LaneTurns(), failures, System::nanoTime);
  }

  /** Streams of gateways that are open now. */
  public int streams() {
    return exchanges.size();
  }

  /** Answers what has been read, then ends every stream; gateways send the rest elsewhere. */
  public void leave() {
    leaving = true;
    exchanges.forEach(UpstreamExchange::leave);
  }

  @Override
  public StreamObserver<UpstreamBatch> exchange(StreamObserver<UpstreamAnswer> answers) {
    // gRPC documents that a server's observer is a ServerCallStreamObserver.
    UpstreamExchange exchange =
        new UpstreamExchange(
            business, (ServerCallStreamObserver<UpstreamAnswer>) answers, exchanges::remove);
    exchanges.add(exchange);
    exchange.open();
    if (leaving) { // it came between the two lines of leave()
      exchange.leave();
    }
    return exchange;
  }
}
