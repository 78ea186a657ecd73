package io.drawbridge.gateway.directory;

import io.drawbridge.proto.peer.v1.DirectoryCommand;
import io.drawbridge.proto.peer.v1.DirectoryResult;
import io.drawbridge.proto.peer.v1.FindUser;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Entries in the directory of another region, asked through its door. */
final class DoorEntries implements EntryStore {
  private final String region;
  private final HomeDoors doors;

  DoorEntries(String region, HomeDoors doors) {
    this.region = region;
    this.doors = doors;
  }

  CompletableFuture<FindAnswer> find(String app, String user) {
    return ask(DirectoryCommand.newBuilder()
            .setFind(FindUser.newBuilder().setApp(app).setUser(user)))
        .<FindAnswer>thenApply(result -> new FindAnswer.Found(entries(result), result.getDoubt()))
        .exceptionally(e -> new FindAnswer.Unavailable(EntryWriter.textOf(e)));
  }

  @Override
  public CompletableFuture<WriteAnswer> write(DirectoryEntry entry) {
    return ask(DirectoryCommand.newBuilder().setWrite(DirectoryMessages.message(entry)))
        .thenApply(result -> {
          List<DirectoryEntry> inTheWay = entries(result);
          return inTheWay.isEmpty()
              ? new WriteAnswer.Written()
              : new WriteAnswer.Refused(inTheWay.getFirst());
        });
  }

  @Override
  public CompletableFuture<RemoveAnswer> remove(DirectoryEntry entry) {
    return ask(DirectoryCommand.newBuilder().setRemove(DirectoryMessages.message(entry)))
        .thenApply(result ->
            switch (result.getOutcome()) {
              case DIRECTORY_DONE -> new RemoveAnswer.Removed();
              default -> new RemoveAnswer.Different();
            });
  }

  /** Fails unless the directory was asked. */
  private CompletableFuture<DirectoryResult> ask(DirectoryCommand.Builder command) {
    return doors
        .ask(region, command)
        .thenCompose(result ->
            switch (result.getOutcome()) {
              case DIRECTORY_DONE, DIRECTORY_OTHER_ENTRY ->
                  CompletableFuture.completedStage(result);
              case DIRECTORY_UNAVAILABLE, DIRECTORY_OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                  CompletableFuture.failedStage(
                      new IllegalStateException(
                          "directory of " + region + ": " + result.getText()));
            });
  }

  private static List<DirectoryEntry> entries(DirectoryResult result) {
    return result.getEntriesList().stream().map(DirectoryMessages::entry).toList();
  }
}
