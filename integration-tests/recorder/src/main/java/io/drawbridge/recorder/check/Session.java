package io.drawbridge.recorder.check;

import io.drawbridge.recorder.history.Entry;

/** The 16 bytes of a session's id. */
record Session(long high, long low) {
  static Session of(Entry entry) {
    return new Session(entry.first(), entry.second());
  }
}
