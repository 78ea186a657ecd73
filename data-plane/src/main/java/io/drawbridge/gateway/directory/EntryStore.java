package io.drawbridge.gateway.directory;

import java.util.concurrent.CompletableFuture;

/**
 * Where entries are kept: the region's Redis, or another region's directory behind its door. Stages
 * fail when the store cannot be asked. Threads: any; must not block.
 */
interface EntryStore {
  /** Written or refused. */
  CompletableFuture<WriteAnswer> write(DirectoryEntry entry);

  /** Removed or different. */
  CompletableFuture<RemoveAnswer> remove(DirectoryEntry entry);
}
