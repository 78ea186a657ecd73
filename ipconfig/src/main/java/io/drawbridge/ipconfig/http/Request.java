package io.drawbridge.ipconfig.http;

import java.net.InetAddress;
import java.util.Optional;

/**
 * One GET or HEAD.
 *
 * @param path percent-decoded, without the query
 * @param ifNoneMatch the header's value as sent
 * @param client the peer of the connection
 */
public record Request(
    String path, Parameters parameters, Optional<String> ifNoneMatch, InetAddress client) {}
