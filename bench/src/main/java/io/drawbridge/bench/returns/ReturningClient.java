package io.drawbridge.bench.returns;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.Resume;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One client over all its connections: where it dials next, when, and with what claim. A dial that
 * fails, or is refused, sends it to the next gateway of its list, or to the first that a GOAWAY
 * names. On the loop.
 */
final class ReturningClient {
  private final int index;
  private final Connect.Builder connect;
  private final ReturnDelays delays;
  private final boolean naive;
  private final List<InetSocketAddress> route; // the next one first
  private long connectedNanos;
  private long windowNanos;
  private boolean connected;
  private boolean visiting;
  private boolean left;
  private boolean arrived; // where it belongs

  /**
   * @param route gateways in the order in which it tries them
   * @param visiting it first comes to the second of them, and leaves it as a new one
   */
  ReturningClient(
      int index,
      Connect.Builder connect,
      ReturnDelays delays,
      boolean naive,
      List<InetSocketAddress> route,
      boolean visiting) {
    this.index = index;
    this.connect = connect;
    this.delays = delays;
    this.naive = naive;
    this.route = new ArrayList<>(route);
    this.visiting = visiting;
  }

  int index() {
    return index;
  }

  boolean isNaive() {
    return naive;
  }

  boolean isConnected() {
    return connected;
  }

  /** True until it has been where it is only for the gateway's sake, whose code gets warm. */
  boolean isVisiting() {
    return visiting;
  }

  /** It leaves there, and goes to where it belongs. */
  void visited() {
    visiting = false;
    left = true;
    connected = false;
    connect.clearResume();
  }

  InetSocketAddress next() {
    return route.get(visiting ? 1 : 0);
  }

  /** The next CONNECT. */
  byte[] connect() {
    return connect.setConnectNumber(connect.getConnectNumber() + 1).build().toByteArray();
  }

  void connected(Frame frame, long nowNanos) throws InvalidProtocolBufferException {
    Connected facts = Connected.parseFrom(frame.body().nioBuffer());
    connect.setResume(
        Resume.newBuilder().setSession(facts.getSession()).setToken(facts.getResumeToken()));
    connected = true;
    if (!visiting && !arrived) {
      arrived = true;
      delays.healthy(); // as after the minutes that it would have been there
    }
    connectedNanos = nowNanos;
    windowNanos = 0;
  }

  /** A gateway does not want it; it goes where it is sent, and when, once it has been home. */
  void goAway(Frame frame) throws InvalidProtocolBufferException {
    GoAway goAway = GoAway.parseFrom(frame.body().nioBuffer());
    windowNanos = TimeUnit.MILLISECONDS.toNanos(goAway.getReconnectWindowMillis());
    failed();
    if (!naive && arrived && goAway.getTargetsCount() > 0) {
      Endpoint first = goAway.getTargets(0);
      InetSocketAddress target = new InetSocketAddress(first.getHost(), first.getPort());
      route.remove(target);
      route.addFirst(target);
    }
  }

  void closed(Frame frame) throws InvalidProtocolBufferException {
    Close close = Close.parseFrom(frame.body().nioBuffer());
    if (close.getCode() == CloseReason.SESSION_LOST.code()) {
      connect.clearResume();
    }
  }

  /** The gateway that it dialled is not to be had. */
  void failed() {
    if (arrived) {
      route.add(route.removeFirst());
    }
  }

  /**
   * Its socket has ended.
   *
   * @return nanoseconds until it dials again
   */
  long endedNanos(long nowNanos) {
    if (left) {
      left = false;
      return 0;
    }
    if (connected) {
      connected = false;
      delays.lost(nowNanos - connectedNanos);
    }
    long window = windowNanos;
    windowNanos = 0;
    return delays.nextNanos(window);
  }
}
