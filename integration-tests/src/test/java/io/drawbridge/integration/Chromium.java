package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.servers.Program;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium with one page, fresh each time. */
final class Chromium implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final Duration START_WITHIN = Duration.ofSeconds(30);

  private final Process process;
  private final DevTools tools;
  private final String page;

  private Chromium(Process process, DevTools tools, String page) {
    this.process = process;
    this.tools = tools;
    this.page = page;
  }

  static Chromium start(Program program) throws Exception {
    Path folder = Files.createTempDirectory("chromium-");
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>(List.of(program.executable().toString()));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox", // it may run as root
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--user-data-dir=" + folder.resolve("profile"),
            "--remote-debugging-port=0",
            "about:blank"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(program.environment());
    Process process = builder.start();
    try {
      await("Chromium listens").atMost(START_WITHIN).until(() -> listening(output).find());
      Matcher listening = listening(output);
      listening.find();
      DevTools tools = new DevTools(URI.create(listening.group(1)));
      return new Chromium(process, tools, newPage(tools));
    } catch (Exception | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  Chromium looksLike(int width, int height, double scale, String scheme) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    return this;
  }

  void open(String address) throws Exception {
    call("Page.navigate", Map.of("url", address));
  }

  /** The value of a JavaScript expression. */
  JsonNode evaluate(String expression) throws Exception {
    return call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
        .at("/result/value");
  }

  /** Waits until the element is there and its text contains {@code text}. */
  void awaitText(String selector, String text, Duration within) {
    String expression =
        "document.querySelector('%s')?.textContent.includes('%s') === true"
            .formatted(selector, text);
    await(selector + " says " + text)
        .atMost(within)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> evaluate(expression).asBoolean());
  }

  /** Types into the element that has the focus. */
  void type(String text) throws Exception {
    call("Input.insertText", Map.of("text", text));
  }

  void press(String key) throws Exception {
    int code = key.equals("Enter") ? 13 : 9;
    for (String kind : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type", kind,
              "key", key,
              "text", kind.equals("keyDown") && code == 13 ? "\r" : "",
              "windowsVirtualKeyCode", code));
    }
  }

  Path screenshot(Path file) throws Exception {
    JsonNode answer = call("Page.captureScreenshot", Map.of("format", "png"));
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.write(file, Base64.getDecoder().decode(answer.get("data").asText()));
  }

  /** Errors in the page's console, exceptions, and what its policy has blocked. */
  List<String> complaints() {
    return tools.complaints();
  }

  @Override
  public void close() {
    tools.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    return tools.call(page, method, parameters);
  }

  private static String newPage(DevTools tools) throws Exception {
    String target =
        tools
            .call("", "Target.createTarget", Map.of("url", "about:blank"))
            .get("targetId")
            .asText();
    String page =
        tools
            .call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log")) {
      tools.call(page, domain + ".enable", Map.of());
    }
    return page;
  }

  private static Matcher listening(Path output) throws IOException {
    return LISTENING.matcher(Files.readString(output));
  }
}
