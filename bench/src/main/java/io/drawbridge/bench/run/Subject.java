package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.gateway.MeasuredGateway;
import io.drawbridge.bench.machine.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whoever is measured, running at {@link Addresses#MEASURED}. */
interface Subject extends AutoCloseable {
  /** Its name in keys of figures. */
  String key();

  /** The process whose time and memory count. */
  Child process();

  /** It, and what runs for it. */
  List<Child> processes();

  /** For a generator's command line: how tokens are signed. */
  List<String> tokens();

  /** A generator that speaks its protocol, with its clients connected. */
  default Generator load(Path folder, Load load) throws IOException, InterruptedException {
    return Generator.start(folder, load, tokens());
  }

  /** Returns when clients of an earlier load no longer cost it anything. */
  void awaitEmpty() throws IOException, InterruptedException;

  @Override
  void close();

  /** A gateway, and perhaps the business behind it. */
  record OfGateway(MeasuredGateway gateway, List<Child> business) implements Subject {
    @Override
    public String key() {
      return "gateway";
    }

    @Override
    public Child process() {
      return gateway.process();
    }

    @Override
    public List<Child> processes() {
      return Stream.concat(gateway.processes().stream(), business.stream()).toList();
    }

    @Override
    public List<String> tokens() {
      return gateway.hs256();
    }

    @Override
    public void awaitEmpty() throws IOException, InterruptedException {
      gateway.awaitEmpty();
    }

    @Override
    public void close() {
      gateway.close();
      business.forEach(Child::close);
    }
  }

  /** The same gateway; its clients speak TLS. Ends when the other does. */
  record OfTls(OfGateway inner, List<String> how) implements Subject {
    @Override
    public String key() {
      return inner.key() + " over TLS";
    }

    @Override
    public Child process() {
      return inner.process();
    }

    @Override
    public List<Child> processes() {
      return inner.processes();
    }

    @Override
    public List<String> tokens() {
      return Stream.of(inner.tokens(), inner.gateway().tls(), how).flatMap(List::stream).toList();
    }

    @Override
    public void awaitEmpty() throws IOException, InterruptedException {
      inner.awaitEmpty();
    }

    @Override
    public void close() {
      // Its owner closes it.
    }
  }

  /** A yardstick, which looks at no token. */
  record OfYardstick(String key, Child process, List<String> tokens) implements Subject {
    @Override
    public List<Child> processes() {
      return List.of(process);
    }

    @Override
    public void awaitEmpty() {
      // It forgets them with their sockets.
    }

    @Override
    public void close() {
      process.close();
    }
  }

  /** A broker of MQTT, which knows clients by name alone. */
  record OfBroker(String key, Child process) implements Subject {
    @Override
    public List<Child> processes() {
      return List.of(process);
    }

    @Override
    public List<String> tokens() {
      return List.of();
    }

    @Override
    public Generator load(Path folder, Load load) throws IOException, InterruptedException {
      return Generator.ofMqtt(folder, load);
    }

    @Override
    public void awaitEmpty() {
      // Their sessions are clean: they end with the sockets.
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
