package io.drawbridge.coordination;

/**
 * What a leader's writes are guarded by: they happen only while the election key that made it
 * leader still exists as created then.
 */
public record Guard(String electionKey, long epoch) {}
