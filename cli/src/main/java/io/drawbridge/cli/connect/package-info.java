/**
 * {@code drawbridge connect}: a chat client for the terminal and for scripts. Lines of standard
 * input go to somebody, what arrives goes to standard output, both as exact bytes.
 */
@NullMarked
package io.drawbridge.cli.connect;

import org.jspecify.annotations.NullMarked;
