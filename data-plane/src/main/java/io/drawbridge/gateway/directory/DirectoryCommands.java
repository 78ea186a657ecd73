package io.drawbridge.gateway.directory;

import io.drawbridge.proto.peer.v1.DirectoryCommand;
import io.drawbridge.proto.peer.v1.DirectoryOutcome;
import io.drawbridge.proto.peer.v1.DirectoryResult;
import io.drawbridge.proto.peer.v1.FindUser;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Does in this region's directory what other regions ask, once: whoever asked remembers what could
 * not be done. Threads: any; never blocks.
 */
public final class DirectoryCommands {
  private final Directory directory;
  private final Supplier<Optional<String>> owed;

  /**
   * @param owed why entries of this region's own sessions may be missing; empty = they are not
   */
  public DirectoryCommands(Directory directory, Supplier<Optional<String>> owed) {
    this.directory = directory;
    this.owed = owed;
  }

  /** The answer, without its number; never fails. */
  public CompletableFuture<DirectoryResult.Builder> run(DirectoryCommand command) {
    try {
      return switch (command.getKindCase()) {
        case FIND -> find(command.getFind());
        case WRITE ->
            directory
                .store()
                .write(DirectoryMessages.entry(command.getWrite()))
                .thenApply(DirectoryCommands::written)
                .exceptionally(DirectoryCommands::unavailable);
        case REMOVE ->
            directory
                .store()
                .remove(DirectoryMessages.entry(command.getRemove()))
                .thenApply(DirectoryCommands::removed)
                .exceptionally(DirectoryCommands::unavailable);
        case KIND_NOT_SET ->
            throw new IllegalArgumentException(
                "command: missing (expected: find, write or remove)");
      };
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(unavailable(e));
    }
  }

  private CompletableFuture<DirectoryResult.Builder> find(FindUser find) {
    String doubt = doubt(); // as of before: what is written meanwhile is then not denied
    return directory
        .find(find.getApp(), find.getUser())
        .thenApply(answer ->
            switch (answer) {
              case FindAnswer.Found found -> {
                DirectoryResult.Builder result =
                    result(DirectoryOutcome.DIRECTORY_DONE).setDoubt(doubt);
                found.entries().forEach(e -> result.addEntries(DirectoryMessages.message(e)));
                yield result;
              }
              case FindAnswer.Unavailable(String text) ->
                  result(DirectoryOutcome.DIRECTORY_UNAVAILABLE).setText(text);
            });
  }

  private String doubt() {
    return directory.missIsTrustworthy()
        ? owed.get().orElse("")
        : "the home region's directory is not complete yet";
  }

  private static DirectoryResult.Builder written(WriteAnswer answer) {
    return switch (answer) {
      case WriteAnswer.Written() -> result(DirectoryOutcome.DIRECTORY_DONE);
      case WriteAnswer.Refused(DirectoryEntry current) ->
          result(DirectoryOutcome.DIRECTORY_OTHER_ENTRY)
              .addEntries(DirectoryMessages.message(current));
      case WriteAnswer.Unavailable(String text) ->
          result(DirectoryOutcome.DIRECTORY_UNAVAILABLE).setText(text);
    };
  }

  private static DirectoryResult.Builder removed(RemoveAnswer answer) {
    return switch (answer) {
      case RemoveAnswer.Removed() -> result(DirectoryOutcome.DIRECTORY_DONE);
      case RemoveAnswer.Different() -> result(DirectoryOutcome.DIRECTORY_OTHER_ENTRY);
      case RemoveAnswer.Unavailable(String text) ->
          result(DirectoryOutcome.DIRECTORY_UNAVAILABLE).setText(text);
    };
  }

  private static DirectoryResult.Builder unavailable(Throwable e) {
    return result(DirectoryOutcome.DIRECTORY_UNAVAILABLE).setText(EntryWriter.textOf(e));
  }

  private static DirectoryResult.Builder result(DirectoryOutcome outcome) {
    return DirectoryResult.newBuilder().setOutcome(outcome);
  }
}
