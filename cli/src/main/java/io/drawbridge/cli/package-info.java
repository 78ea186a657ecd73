/**
 * The {@code drawbridge} command as users type it. Each class is one subcommand: it reads
 * arguments, calls a package below and prints.
 */
@NullMarked
package io.drawbridge.cli;

import org.jspecify.annotations.NullMarked;
