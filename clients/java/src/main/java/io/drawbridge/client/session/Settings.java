package io.drawbridge.client.session;

import io.drawbridge.client.discovery.Transport;

/**
 * What one client's lifecycle needs to know.
 *
 * @param transport what its links are; targets of another are not followed
 */
public record Settings(
    Identity identity, Patience patience, Backoff backoff, Transport transport) {}
