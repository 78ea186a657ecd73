package io.drawbridge.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.drawbridge.coordination.VersionedDocument.Version;
import io.drawbridge.coordination.VersionedDocument.Written;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VersionedDocumentTest {
  private static final ByteString ONE = ByteString.copyFromUtf8("one");
  private static final ByteString TWO = ByteString.copyFromUtf8("two");

  private final EtcdServer server = EtcdServer.start();
  private final Coordination coordination = server.connect();
  private final VersionedDocument document = coordination.document("/doc");

  @AfterEach
  void close() {
    coordination.close();
    server.close();
  }

  @Test
  void isAbsentUntilWritten() throws Exception {
    assertThat(document.read()).isEmpty();

    Written written = document.write(ONE, VersionedDocument.ABSENT);

    assertThat(written).isInstanceOf(Written.Done.class);
    assertThat(document.read().map(Version::content)).contains(ONE);
  }

  @Test
  void isWrittenOnlyOverTheRevisionThatWasRead() throws Exception {
    document.write(ONE, VersionedDocument.ABSENT);
    long revision = document.read().orElseThrow().revision();
    document.write(TWO, revision);

    assertThat(document.write(ByteString.copyFromUtf8("three"), revision))
        .isEqualTo(new Written.Conflict());
    assertThat(document.read().map(Version::content)).contains(TWO);
  }

  @Test
  void aWriteThatHadHappenedAlreadyIsDone() throws Exception {
    document.write(ONE, VersionedDocument.ABSENT);

    assertThat(document.write(ONE, VersionedDocument.ABSENT)).isInstanceOf(Written.Done.class);
  }

  @Test
  void isDeletedOnlyByWhoLeadsAndAtTheRevisionThatWasRead() throws Exception {
    VersionedDocument leader = coordination.document("/leader");
    long epoch = ((Written.Done) leader.write(ONE, VersionedDocument.ABSENT)).revision();
    long revision = ((Written.Done) document.write(ONE, VersionedDocument.ABSENT)).revision();

    assertThat(document.delete(revision, new Guard("/leader", epoch - 1)))
        .isEqualTo(new Written.Fenced());
    assertThat(document.delete(revision - 1, new Guard("/leader", epoch)))
        .isEqualTo(new Written.Conflict());
    assertThat(document.read()).isPresent();

    assertThat(document.delete(revision, new Guard("/leader", epoch)))
        .isInstanceOf(Written.Done.class);
    assertThat(document.read()).isEmpty();
  }

  @Test
  void listsWhatIsBelowAPrefix() throws Exception {
    document.write(ONE, VersionedDocument.ABSENT);
    coordination.document("/document").write(TWO, VersionedDocument.ABSENT);

    assertThat(coordination.list("/doc"))
        .extracting(Entry::key)
        .containsExactly("/doc", "/document");
    assertThat(coordination.list("/docu")).extracting(Entry::value).containsExactly(TWO);
  }

  @Test
  void withoutEtcdEachCallEndsWithTheCallsName() {
    server.close();

    assertThatThrownBy(document::read)
        .isInstanceOf(CoordinationException.class)
        .hasMessageStartingWith("etcd get /doc: UNAVAILABLE");
  }
}
