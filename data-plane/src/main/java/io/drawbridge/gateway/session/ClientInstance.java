package io.drawbridge.gateway.session;

/**
 * One process or tab of a user on a device. With a service it names a lane.
 *
 * @param epoch random number of the instance
 */
public record ClientInstance(UserKey user, String device, long epoch) {}
