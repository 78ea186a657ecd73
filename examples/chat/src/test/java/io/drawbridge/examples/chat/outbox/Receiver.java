package io.drawbridge.examples.chat.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A client as it should be: puts copies in order by their numbers and drops repeats. */
final class Receiver {
  final List<String> texts = new ArrayList<>();
  private final TreeMap<Long, String> early = new TreeMap<>();
  private long next;

  void receive(Delivery copy) {
    next = Math.max(next, copy.oldestUnconfirmed());
    if (copy.number() >= next) {
      early.put(copy.number(), copy.letter().text().toStringUtf8());
    }
    for (String text = early.remove(next); text != null; text = early.remove(next)) {
      texts.add(text);
      next++;
    }
  }

  int held() {
    return early.size();
  }
}
