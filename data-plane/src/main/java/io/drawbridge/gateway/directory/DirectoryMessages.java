package io.drawbridge.gateway.directory;

/** Entries as they travel between regions. */
final class DirectoryMessages {
  private DirectoryMessages() {}

  static io.drawbridge.proto.peer.v1.DirectoryEntry message(DirectoryEntry entry) {
    return io.drawbridge.proto.peer.v1.DirectoryEntry.newBuilder()
        .setApp(entry.key().app())
        .setUser(entry.key().user())
        .setEpoch(entry.key().epoch())
        .setRegion(entry.at().region())
        .setGateway(entry.at().gateway())
        .setConnectNumber((int) entry.connectNumber())
        .setDevice(entry.device())
        .build();
  }

  /** Throws {@link IllegalArgumentException} naming what is wrong with the message. */
  static DirectoryEntry entry(io.drawbridge.proto.peer.v1.DirectoryEntry message) {
    return new DirectoryEntry(
        new DirectoryKey(message.getApp(), message.getUser(), message.getEpoch()),
        new GatewayId(message.getRegion(), message.getGateway()),
        Integer.toUnsignedLong(message.getConnectNumber()),
        message.getDevice());
  }
}
