package io.drawbridge.gateway.connection;

/**
 * A user event of pipelines whose transport has messages: what was read so far ends a message. No
 * frame spans two.
 */
public enum MessageEnd {
  INSTANCE
}
