package io.drawbridge.bench.yardstick;

import io.drawbridge.bench.machine.JavaProgram;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The yardsticks, by name. */
public enum Yardstick {
  /** {@code echo_server.c}. */
  C,
  /** {@link NettyEcho}. */
  NETTY;

  /**
   * Its command line; the C one is compiled if need be.
   *
   * @param folder what is compiled is kept there
   */
  public List<String> command(Path folder, String address, int port, Consumer<String> progress)
      throws IOException, InterruptedException, ServersException {
    String at = Integer.toString(port);
    return switch (this) {
      case C -> List.of(CEcho.build(folder, progress).toString(), address, at);
      case NETTY ->
          JavaProgram.of(JavaProgram.MEASURED, NettyEcho.class.getName(), List.of(address, at));
    };
  }
}
