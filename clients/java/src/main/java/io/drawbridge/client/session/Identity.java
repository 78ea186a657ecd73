package io.drawbridge.client.session;

/**
 * Who this client instance is.
 *
 * @param device installation, at most 128 bytes of UTF-8
 * @param epoch random number of this instance
 * @param library name and version, for operators
 */
public record Identity(String device, long epoch, String library) {}
