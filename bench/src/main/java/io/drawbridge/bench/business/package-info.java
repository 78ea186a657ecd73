/**
 * The business of benchmarks: a process that acknowledges every message at once, and perhaps
 * follows and replies to each, or pushes at a fixed rate. It does as little as a business can, so
 * that what is measured is the gateway.
 */
@NullMarked
package io.drawbridge.bench.business;

import org.jspecify.annotations.NullMarked;
