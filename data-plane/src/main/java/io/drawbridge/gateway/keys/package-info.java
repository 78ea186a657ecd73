/**
 * Keys that change while the gateway runs: those of clients' tokens, from a file or from their
 * issuer's address, and those of resume tokens. What was good last stays in force.
 */
@NullMarked
package io.drawbridge.gateway.keys;

import org.jspecify.annotations.NullMarked;
