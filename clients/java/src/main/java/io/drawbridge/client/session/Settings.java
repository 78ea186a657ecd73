package io.drawbridge.client.session;

/** What one client's lifecycle needs to know. */
public record Settings(Identity identity, Patience patience, Backoff backoff) {}
