package io.drawbridge.bench.handover;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * A {@link LongLoad}, a {@link LibraryLoad} or a {@link ShortLoad}, as a process. Prints {@code
 * ready}, then does what each line says, and answers it by a line. Ends with its input.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong arguments.
 */
public final class HandoverMain {
  private HandoverMain() {}

  /** See the class. */
  public static void main(String[] arguments) {
    try {
      HandoverLoadOptions options = HandoverLoadOptions.parse(arguments);
      HandoverLoad load = load(options);
      load.ready().get();
      System.out.println("ready");
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(load.obey(line).get());
      }
      System.exit(0);
    } catch (IllegalArgumentException e) {
      System.err.println("handover: " + e.getMessage());
      System.exit(2);
    } catch (Exception e) {
      System.err.println("handover: failed: " + e);
      System.exit(1);
    }
  }

  private static HandoverLoad load(HandoverLoadOptions options)
      throws IOException, GeneralSecurityException {
    if (options.connections() == 0) {
      return new ShortLoad(options, new Dialler(options));
    }
    return options.trust().isPresent()
        ? new LibraryLoad(options, options.trust().get())
        : new LongLoad(options, new Dialler(options));
  }
}
