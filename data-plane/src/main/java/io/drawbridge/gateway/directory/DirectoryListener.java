package io.drawbridge.gateway.directory;

import java.time.Duration;

/** What the directory needs from its gateway. Called on the directory's thread; must not block. */
public interface DirectoryListener {

  /**
   * Redis may have lost entries: write that of every session of this gateway once more, evenly over
   * {@code spread}. A call during an earlier spread begins anew.
   */
  void reassert(Duration spread);

  /** The same for the copies in a home region. */
  void reassertCopies(String home, Duration spread);

  /** A pending entry was refused when it was written at last: the session must end. */
  void superseded(DirectoryEntry ours, DirectoryEntry current);
}
