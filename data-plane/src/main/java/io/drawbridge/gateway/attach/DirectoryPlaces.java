package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.directory.Directory;
import io.drawbridge.gateway.directory.DirectoryEntry;
import io.drawbridge.gateway.directory.DirectoryKey;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.directory.HomeDirectories;
import io.drawbridge.gateway.directory.WriteAnswer;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.Session;
import java.util.concurrent.CompletionStage;

/**
 * Sessions in the directory of this region, under this gateway's id, and copied to that of the
 * user's home.
 */
public final class DirectoryPlaces implements SessionPlaces {
  private final GatewayId own;
  private final Directory directory;
  private final HomeDirectories homes;

  public DirectoryPlaces(GatewayId own, Directory directory, HomeDirectories homes) {
    this.own = own;
    this.directory = directory;
    this.homes = homes;
  }

  @Override
  public CompletionStage<Placed> enter(Session session) {
    DirectoryEntry entry = entry(session);
    homes.write(entry, session.home()); // nobody waits for another region
    return directory
        .write(entry)
        .thenApply(answer ->
            switch (answer) {
              case WriteAnswer.Written() -> Placed.WRITTEN;
              case WriteAnswer.Refused(DirectoryEntry _) -> Placed.OUTDATED;
              case WriteAnswer.Unavailable(String _) -> Placed.PENDING;
            });
  }

  @Override
  public void leave(Session session) {
    DirectoryEntry entry = entry(session);
    var _ = directory.remove(entry);
    homes.remove(entry, session.home());
  }

  /** Writes the entry once more. */
  void again(Session session) {
    var _ = directory.write(entry(session));
  }

  /** Writes the copy in one home once more, if there is one. */
  void copyAgain(String home, Session session) {
    homes.writeAgain(home, entry(session), session.home());
  }

  private DirectoryEntry entry(Session session) {
    ClientInstance instance = session.instance();
    DirectoryKey key =
        new DirectoryKey(instance.user().app(), instance.user().user(), instance.epoch());
    return new DirectoryEntry(key, own, session.connectNumber(), instance.device());
  }
}
