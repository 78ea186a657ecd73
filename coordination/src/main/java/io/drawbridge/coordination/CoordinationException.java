package io.drawbridge.coordination;

import io.grpc.Status;

/**
 * One call to etcd that brought no answer, or a refusal. A write that failed so may have happened
 * all the same: whoever repeats it must be able to repeat it safely.
 */
public final class CoordinationException extends Exception {
  private final Status.Code code;

  CoordinationException(String call, Status status, Throwable cause) {
    super("etcd " + call + ": " + describe(status), cause);
    this.code = status.getCode();
  }

  CoordinationException(String message) {
    super("etcd " + message);
    this.code = Status.Code.UNKNOWN;
  }

  /** True if etcd said that the lease, key or revision asked for does not exist. */
  boolean saysGone() {
    return code == Status.Code.NOT_FOUND;
  }

  private static String describe(Status status) {
    String text = status.getDescription();
    return text == null ? status.getCode().toString() : status.getCode() + " " + text;
  }
}
