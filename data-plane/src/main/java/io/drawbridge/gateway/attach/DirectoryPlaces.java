package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.directory.Directory;
import io.drawbridge.gateway.directory.DirectoryEntry;
import io.drawbridge.gateway.directory.DirectoryKey;
import io.drawbridge.gateway.directory.WriteAnswer;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.Session;
import java.util.concurrent.CompletionStage;

/** Sessions in the region's directory, under this gateway's id. */
public final class DirectoryPlaces implements SessionPlaces {
  private final String ownGateway;
  private final Directory directory;

  public DirectoryPlaces(String ownGateway, Directory directory) {
    this.ownGateway = ownGateway;
    this.directory = directory;
  }

  @Override
  public CompletionStage<Placed> enter(Session session) {
    return directory
        .write(entry(session))
        .thenApply(answer ->
            switch (answer) {
              case WriteAnswer.Written() -> Placed.WRITTEN;
              case WriteAnswer.Refused(DirectoryEntry _) -> Placed.OUTDATED;
              case WriteAnswer.Unavailable(String _) -> Placed.PENDING;
            });
  }

  @Override
  public void leave(Session session) {
    var _ = directory.remove(entry(session));
  }

  /** The session's entry. */
  public DirectoryEntry entry(Session session) {
    ClientInstance instance = session.instance();
    DirectoryKey key =
        new DirectoryKey(instance.user().app(), instance.user().user(), instance.epoch());
    return new DirectoryEntry(key, ownGateway, session.connectNumber(), instance.device());
  }
}
