package io.drawbridge.cli;

import io.drawbridge.cli.servers.Haproxy;
import io.drawbridge.cli.servers.Servers;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Finds etcd and Redis as `up` does, and HAProxy, for tests that start their own. */
@Command(
    name = "servers",
    hidden = true,
    description = "Finds or downloads etcd, Redis and HAProxy, and prints where they are.")
final class ServersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FleetOptions options = new FleetOptions();

  @Override
  public Integer call() throws ServersException, InterruptedException, IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Servers servers = Servers.find(options.servers(), err::println);
    out.println("etcd    " + servers.etcd().executable());
    out.println("redis   " + servers.redis().executable());
    try {
      out.println("haproxy " + Haproxy.find(options.servers().resolve("haproxy"), err::println));
    } catch (ServersException | IOException e) {
      err.println("haproxy: none, its test will be skipped: " + e.getMessage());
    }
    return 0;
  }
}
