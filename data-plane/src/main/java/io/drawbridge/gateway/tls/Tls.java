package io.drawbridge.gateway.tls;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import io.drawbridge.process.config.LiveFile;
import io.netty.channel.ChannelHandler;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * TLS by the certificates of a file, followed as {@link LiveFile} follows one, with all PEM files
 * that it names.
 *
 * <pre>
 *   certificates:          the first is for clients that name nobody, or somebody unknown
 *     - {certificate: gw.pem, key: gw.key}
 *     - {certificate: chat.pem, key: chat.key, names: [chat.example.com, "*.chat.example.com"]}
 * </pre>
 *
 * Threads: {@link #newHandler} event loops; the others any.
 */
public final class Tls {
  private final LiveFile<Identities> file;
  private final TlsCounts counts = new TlsCounts();

  private Tls(LiveFile<Identities> file) {
    this.file = file;
  }

  /**
   * Forbids clients of the JDK's TLS 1.2 to renegotiate, which BoringSSL never allows. The JDK asks
   * for it once, so call this before the first handshake of the process, of whatever kind.
   */
  public static void refuseRenegotiation() {
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  /** Reads everything for the first time; here alone a wrong file is an error. */
  public static Tls open(Path file) throws CertificateException {
    return open(file, TlsLibrary.best());
  }

  static Tls open(Path file, TlsLibrary library) throws CertificateException {
    return new Tls(LiveFile.open("certificates", file, Tls::named, list -> read(list, library)));
  }

  /** Refreshes every second until the answer is cancelled. */
  public ScheduledFuture<?> refreshOn(ScheduledExecutorService thread) {
    return file.refreshOn(thread);
  }

  void refresh() {
    file.refresh();
  }

  /** Why the files as they are now are not in force; empty if they are. */
  public Optional<String> problem() {
    return file.problem();
  }

  /**
   * What reads a ClientHello, and then is TLS; its end is an {@code SslHandshakeCompletionEvent}.
   */
  public ChannelHandler newHandler() {
    return new ClientHelloHandler(file::value, counts);
  }

  public TlsCounts counts() {
    return counts;
  }

  /** A name of the first certificate. */
  public String firstName() {
    return file.value().all().getFirst().names().getFirst();
  }

  /** Calls {@code each} with a name of every certificate, and when that ends. */
  public void forEachEnd(BiConsumer<String, Instant> each) {
    for (Identity identity : file.value().all()) {
      each.accept(identity.names().getFirst(), identity.ends());
    }
  }

  private static List<Path> named(Path list) {
    try {
      return document(list).stream()
          .flatMap(each -> Stream.of(each.certificate(), each.key()))
          .toList();
    } catch (ConfigException _) {
      return List.of(); // said by who reads it
    }
  }

  private static Identities read(Path list, TlsLibrary library) throws CertificateException {
    List<Identity> identities = new ArrayList<>();
    try {
      for (CertificatesDocument.Entry entry : document(list)) {
        identities.add(Identity.read(entry, library));
      }
      return Identities.of(list, identities);
    } catch (ConfigException e) {
      throw new CertificateException(e);
    } catch (CertificateException e) {
      identities.forEach(Identity::release);
      throw e;
    }
  }

  private static List<CertificatesDocument.Entry> document(Path list) throws ConfigException {
    return ConfigFile.read(list, CertificatesDocument.class).certificates().stream()
        .map(entry -> entry.beside(list))
        .toList();
  }
}
