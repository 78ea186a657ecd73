package io.drawbridge.client.lane;

/** What an UPSTREAM_NACK says besides its number. */
public record Nack(Refusal refusal, long retryAfterNanos, boolean isFinal) {}
