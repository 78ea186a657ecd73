/**
 * Peers and their load: brokers of MQTT 3.1.1 doing what is nearest to a gateway's work, and a
 * generator like {@code bench.load} that speaks as much of MQTT as that takes.
 */
@NullMarked
package io.drawbridge.bench.mqtt;

import org.jspecify.annotations.NullMarked;
