package io.drawbridge.cli;

import io.drawbridge.cli.servers.Servers;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Finds etcd and Redis as `up` does, for tests that start their own. */
@Command(
    name = "servers",
    hidden = true,
    description = "Finds or downloads etcd and Redis, and prints where they are.")
final class ServersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FleetOptions options = new FleetOptions();

  @Override
  public Integer call() throws ServersException, InterruptedException, IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Servers servers = Servers.find(options.servers(), err::println);
    out.println("etcd   " + servers.etcd().executable());
    out.println("redis  " + servers.redis().executable());
    return 0;
  }
}
