package io.drawbridge.gateway.measure;

import io.drawbridge.wire.CloseReason;

/**
 * What one event loop did. Made by {@link GatewayMeasures#newLoop}.
 *
 * <p>Threads: every method is called by that loop only; none locks, waits or allocates.
 */
public final class LoopMeasures {
  final Tally accepted = new Tally();
  final Tally connectionsOpened = new Tally();
  final Tally connectionsClosed = new Tally();
  final Tally strangersClosed = new Tally();
  final Tally closedForMemory = new Tally();
  final Tally readsPaused = new Tally();
  final Tally sessionsOpened = new Tally();
  final Tally sessionsClosed = new Tally();
  final Tally messagesIn = new Tally();
  final Tally bytesIn = new Tally();
  final Tally messagesOut = new Tally();
  final Tally bytesOut = new Tally();
  final Tally refused = new Tally();
  final LatencyRecorder routed = new LatencyRecorder();
  final LatencyRecorder businessAnswered = new LatencyRecorder();
  final LatencyRecorder loopLag = new LatencyRecorder();

  private final EnumCounts<CloseReason> ends;

  LoopMeasures(EnumCounts<CloseReason> ends) {
    this.ends = ends;
  }

  /** A socket was accepted, whatever becomes of it. */
  public void accepted() {
    accepted.add(1);
  }

  public void connectionOpened() {
    connectionsOpened.add(1);
  }

  public void connectionClosed() {
    connectionsClosed.add(1);
  }

  /** A connection has ended, for this reason. */
  public void connectionEnded(CloseReason reason) {
    ends.count(reason);
  }

  /** A connection is closed for a newer one, because its client has not said who it is. */
  public void strangerClosed() {
    strangersClosed.add(1);
  }

  /** A connection is closed because it keeps most of the memory for buffers, which is tight. */
  public void closedForMemory() {
    closedForMemory.add(1);
  }

  /** A connection is not read for a while because the memory for buffers is full. */
  public void readPaused() {
    readsPaused.add(1);
  }

  public void sessionOpened() {
    sessionsOpened.add(1);
  }

  public void sessionClosed() {
    sessionsClosed.add(1);
  }

  /** An upstream message came; {@code bytes} of its body. */
  public void messageIn(int bytes) {
    messagesIn.add(1);
    bytesIn.add(bytes);
  }

  /** A downstream message was written; {@code bytes} of its body. */
  public void messageOut(int bytes) {
    messagesOut.add(1);
    bytesOut.add(bytes);
  }

  /** An upstream message was refused, for any reason. */
  public void refused() {
    refused.add(1);
  }

  /** A message's way from its decoding to its hand-over to a business stream. */
  public void routedNanos(long nanos) {
    routed.record(nanos);
  }

  /** From a message's decoding to its acknowledgement by the business. */
  public void businessAnsweredNanos(long nanos) {
    businessAnswered.record(nanos);
  }

  /** How late a periodic task of this loop ran. */
  public void loopLagNanos(long nanos) {
    loopLag.record(nanos);
  }
}
