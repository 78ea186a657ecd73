package io.drawbridge.cli.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.drawbridge.cli.connect.Conversation.End;
import io.drawbridge.cli.context.Durations;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.client.ClientBuilder;
import io.drawbridge.client.DrawbridgeClient;
import io.drawbridge.examples.chat.protocol.Send;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Connects as a user of the local fleet's chat. */
@Command(
    name = "connect",
    description = {
      "Connects as a user of the chat. With --to or --group, each line of standard input is sent,",
      "byte for byte, and at its end the command waits until all are acknowledged and exits.",
      "What arrives is printed, one message a line, in order. Status goes to standard error.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 124 timeout, 130 Ctrl-C."
    })
public final class ConnectCommand implements Callable<Integer> {
  private static final int TIMED_OUT = 124;
  private static final int MAX_USER_BYTES = 128;
  private static final int OUTPUT_BYTES = 64 << 10;

  /** Standard input is read no further ahead of the acknowledgements than this. */
  private static final int QUEUE_MESSAGES = 1_000;

  private static final long QUEUE_BYTES = 4 << 20;

  @Spec private CommandSpec spec;

  @Option(names = "--user", required = true, paramLabel = "U", description = "Who to be.")
  private String user = "";

  @Option(
      names = "--region",
      paramLabel = "R",
      description = "Number or name of the region to come from (default: the first one).")
  private Optional<String> region = Optional.empty();

  @ArgGroup private To to = new To();

  @Option(
      names = "--expect",
      paramLabel = "N",
      description = "Exit after N messages were printed (and the input is sent).")
  private Optional<Long> expect = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Exit with 124 after this, such as 500ms, 30s or 5m.")
  private Optional<String> timeout = Optional.empty();

  @Option(
      names = "--fleet",
      paramLabel = "FILE",
      description = "The local fleet's file (default: var/fleet.json).")
  private Path fleet = Path.of(System.getProperty("drawbridge.var", "var"), "fleet.json");

  /** One recipient at most. */
  static final class To {
    @Option(names = "--to", paramLabel = "V", description = "Send standard input to this user.")
    private Optional<String> user = Optional.empty();

    @Option(
        names = "--group",
        paramLabel = "G",
        description = "Send standard input to this group of the chat.")
    private Optional<String> group = Optional.empty();

    boolean isSomebody() {
      return user.isPresent() || group.isPresent();
    }

    Send.Builder address(Send.Builder message) {
      user.ifPresent(message::setUser);
      group.ifPresent(message::setGroup);
      return message;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkName("--user", user);
    to.user.ifPresent(name -> checkName("--to", name));
    if (expect.isPresent() && expect.get() < 1) {
      throw misused("--expect: " + expect.get() + " (expected: >= 1)");
    }
    Optional<Duration> limit = timeout.map(this::duration);
    ClientBuilder builder = builder();
    StatusLine status = new StatusLine(spec.commandLine().getErr());
    OutputStream out =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BYTES);
    Conversation conversation =
        new Conversation(out, status, new Conversation.Goal(to.isSomebody(), expect.orElse(0L)));
    DrawbridgeClient client =
        builder
            .queue(QUEUE_MESSAGES, QUEUE_BYTES)
            .closeWithin(Duration.ZERO)
            .onPush(conversation::onPush)
            .onState(conversation::onState)
            .connect();
    Runtime.getRuntime().addShutdownHook(new Thread(client::close, "goodbye"));
    if (to.isSomebody()) {
      Thread.ofPlatform()
          .daemon()
          .name("standard-input")
          .start(() -> conversation.send(System.in, client, to::address));
    }
    int code = await(conversation, limit, status);
    client.close();
    return code;
  }

  private int await(Conversation conversation, Optional<Duration> limit, StatusLine status)
      throws InterruptedException {
    try {
      End end =
          limit.isEmpty()
              ? conversation.end().get()
              : conversation.end().get(limit.get().toMillis(), TimeUnit.MILLISECONDS);
      end.because().ifPresent(status::say);
      return end.exitCode();
    } catch (TimeoutException e) {
      status.say("not done after " + timeout.orElseThrow() + conversation.progress());
      return TIMED_OUT;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // the end never fails
    }
  }

  private ClientBuilder builder() throws IOException {
    FleetAccess access = new FleetAccess(document(), InstantSource.system());
    if (region.isEmpty()) {
      return access.client(user);
    }
    return access
        .region(region.get())
        .map(found -> access.clientIn(user, found))
        .orElseThrow(() ->
            misused(
                "--region: " + region.get() + " (expected: one of " + access.regionNames() + ")"));
  }

  private FleetDocument document() throws IOException {
    try {
      return FleetFile.JSON.readValue(Files.readString(fleet), FleetDocument.class);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "no local fleet: " + fleet + " is not there (expected: `./drawbridge up` runs)", e);
    } catch (JsonProcessingException e) {
      throw new IOException(fleet + ": not a fleet file: " + e.getOriginalMessage(), e);
    }
  }

  private void checkName(String option, String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > MAX_USER_BYTES) {
      throw misused(option + ": " + bytes + " bytes (expected: 1 to " + MAX_USER_BYTES + ")");
    }
  }

  private Duration duration(String text) {
    return Durations.parse(text)
        .orElseThrow(
            () -> misused("--timeout: " + text + " (expected: a time such as 500ms, 30s, 5m)"));
  }

  private ParameterException misused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
