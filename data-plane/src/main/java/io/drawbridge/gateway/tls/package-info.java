/**
 * TLS at the client door: certificates from files, which one a client gets, why handshakes fail. A
 * ClientHello is read here before BoringSSL, or else the JDK, sees it. Event loop, but for the
 * files, which the process's timer reads.
 */
@NullMarked
package io.drawbridge.gateway.tls;

import org.jspecify.annotations.NullMarked;
