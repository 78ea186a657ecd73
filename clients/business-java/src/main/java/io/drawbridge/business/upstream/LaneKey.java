package io.drawbridge.business.upstream;

/**
 * The key of a lane: messages with one key come in the order of their sequence numbers, and a key
 * with a number names one message for ever. User and app come from a verified token.
 *
 * @param device the installation or browser of the client, chosen by the client
 * @param epoch random number of the client instance (process or tab)
 */
public record LaneKey(String app, int service, String user, String device, long epoch) {}
