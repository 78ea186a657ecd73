/**
 * Where things are in etcd and what their values look like. The only place that spells keys; knows
 * the messages of {@code proto}, decides nothing about the fleet.
 */
@NullMarked
package io.drawbridge.coordination.registry;

import org.jspecify.annotations.NullMarked;
