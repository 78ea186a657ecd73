package io.drawbridge.coordination;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** All keys below a prefix at one revision, put together from pages. */
final class Listing {
  private static final ByteString NUL = ByteString.copyFrom(new byte[1]);

  private final String prefix;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long revision;
  private ByteString last = ByteString.EMPTY;

  Listing(String prefix) {
    this.prefix = prefix;
  }

  void add(RangeResponse page) {
    if (revision == 0) {
      revision = page.getHeader().getRevision();
    }
    for (KeyValue keyValue : page.getKvsList()) {
      Entry entry = Entry.of(keyValue);
      entries.put(entry.key(), entry);
      last = keyValue.getKey();
    }
  }

  String prefix() {
    return prefix;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  long revision() {
    return revision;
  }

  ByteString keyAfterLast() {
    return last.concat(NUL);
  }
}
