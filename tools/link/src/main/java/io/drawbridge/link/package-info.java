/**
 * A link between two network namespaces that delays, loses, repeats and reorders packets: one
 * process, one thread, a TUN device in each namespace. For kernels without netem, too.
 */
@NullMarked
package io.drawbridge.link;

import org.jspecify.annotations.NullMarked;
