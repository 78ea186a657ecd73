package io.drawbridge.gateway.measure;

import io.drawbridge.proto.control.v1.Load;

/**
 * What all loops did since the start of the process.
 *
 * @param accepted sockets, whatever became of them
 * @param bytesIn of upstream messages' bodies
 * @param bytesOut of downstream messages' bodies
 * @param refused upstream messages
 */
public record Totals(
    long accepted, long messagesIn, long bytesIn, long messagesOut, long bytesOut, long refused) {

  Totals minus(Totals earlier) {
    return new Totals(
        accepted - earlier.accepted,
        messagesIn - earlier.messagesIn,
        bytesIn - earlier.bytesIn,
        messagesOut - earlier.messagesOut,
        bytesOut - earlier.bytesOut,
        refused - earlier.refused);
  }

  void ratesTo(Load.Builder load, double seconds) {
    load.setAcceptsPerSecond(accepted / seconds)
        .setMessagesInPerSecond(messagesIn / seconds)
        .setBytesInPerSecond(bytesIn / seconds)
        .setMessagesOutPerSecond(messagesOut / seconds)
        .setBytesOutPerSecond(bytesOut / seconds)
        .setRefusalsPerSecond(refused / seconds);
  }
}
