/**
 * HTTP/1.1 for requests without a body: bounds, routes and problem answers around Netty's codec.
 * Knows nothing of what is answered. {@link io.drawbridge.ipconfig.http.Resource}s are called on
 * event loops and must not block. Starting point: {@link io.drawbridge.ipconfig.http.HttpServer}.
 */
@NullMarked
package io.drawbridge.ipconfig.http;

import org.jspecify.annotations.NullMarked;
