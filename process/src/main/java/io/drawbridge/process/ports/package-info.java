/** Who listens on a TCP port of this machine, asked of the kernel. Called on failures only. */
@NullMarked
package io.drawbridge.process.ports;

import org.jspecify.annotations.NullMarked;
