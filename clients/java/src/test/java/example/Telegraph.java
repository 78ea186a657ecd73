package example;

import io.drawbridge.client.ConnectionState;
import io.drawbridge.client.DrawbridgeClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends each line of standard input to service 7 and prints what that service pushes. */
public final class Telegraph {
  public static void main(String[] arguments) throws Exception {
    try (DrawbridgeClient client =
            DrawbridgeClient.builder()
                .httpDns("http://127.1.3.1:7020")
                .device("kitchen-terminal")
                .token(() -> Files.readString(Path.of("token.jwt")).strip())
                .onPush(push -> System.out.println(new String(push.body(), StandardCharsets.UTF_8)))
                .onState(state -> System.err.println(describe(state)))
                .connect();
        BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        String text = line;
        var unused =
            client
                .sendWhenRoom(7, text.getBytes(StandardCharsets.UTF_8))
                .whenComplete((receipt, failure) -> {
                  if (failure != null) {
                    System.err.println("not sent: " + text + " (" + failure.getMessage() + ")");
                  }
                });
      }
    } // waits for the acknowledgements, 5 s at most
  }

  private static String describe(ConnectionState state) {
    if (state instanceof ConnectionState.Connected up) {
      return "connected to " + up.gateway();
    }
    if (state instanceof ConnectionState.Waiting down) {
      return "next try in " + down.delay().toMillis() + " ms: " + down.because();
    }
    return state.toString();
  }

  private Telegraph() {}
}
