package io.drawbridge.gateway.directory;

import io.drawbridge.proto.peer.v1.DirectoryCommand;
import io.drawbridge.proto.peer.v1.DirectoryResult;
import java.util.concurrent.CompletableFuture;

/** The way to other regions' directories. Threads: any; must not block. */
public interface HomeDoors {
  /**
   * Asks a region's directory. Fails when the region does not answer in time, at once while it is
   * known not to answer.
   *
   * @param command without its number
   */
  CompletableFuture<DirectoryResult> ask(String region, DirectoryCommand.Builder command);
}
