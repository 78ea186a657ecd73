/** A gateway as it is delivered, with a real etcd and Redis, set up to be measured. */
@NullMarked
package io.drawbridge.bench.gateway;

import org.jspecify.annotations.NullMarked;
