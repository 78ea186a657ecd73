/** TUN devices in network namespaces, by calls of the C library. Linux on 64-bit machines only. */
@NullMarked
package io.drawbridge.link.tun;

import org.jspecify.annotations.NullMarked;
