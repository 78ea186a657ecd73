/**
 * What a gateway is compared with: the least that C and Netty need to answer the same clients. Each
 * is a process of its own with one thread; {@code src/main/c} has the one in C.
 */
@NullMarked
package io.drawbridge.bench.yardstick;

import org.jspecify.annotations.NullMarked;
