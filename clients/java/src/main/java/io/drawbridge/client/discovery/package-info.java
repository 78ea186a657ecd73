/**
 * Where to connect: HTTPDNS names an ipconfig server, ipconfig ranks the gateways. Parsing is
 * strict about what it uses and silent about what it does not know; nothing here blocks.
 */
@NullMarked
package io.drawbridge.client.discovery;

import org.jspecify.annotations.NullMarked;
