package io.drawbridge.recorder.clients;

import java.util.concurrent.atomic.LongAdder;

/** What all persons of a process have done. */
final class Tally {
  final LongAdder sent = new LongAdder();
  final LongAdder acked = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder connections = new LongAdder();
  final LongAdder resumed = new LongAdder();
}
