package io.drawbridge.cli.servers;

/** etcd or Redis could not be had; the message ends in the command that would help. */
public final class ServersException extends Exception {
  ServersException(String message) {
    super(message);
  }
}
