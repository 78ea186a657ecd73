package io.drawbridge.client;

/** A message is with the business, under this number; a reply names both. */
public record Receipt(int service, long seq) {}
