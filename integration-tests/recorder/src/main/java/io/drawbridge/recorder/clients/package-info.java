/**
 * Client instances that number their messages and write down what the library tells them, behind a
 * network that can be cut anywhere.
 */
@NullMarked
package io.drawbridge.recorder.clients;

import org.jspecify.annotations.NullMarked;
