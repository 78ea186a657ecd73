/**
 * "Where do I connect?" {@link io.drawbridge.ipconfig.IpconfigMain} reads the configuration, {@link
 * io.drawbridge.ipconfig.Ipconfig} starts and stops the parts in reading order.
 */
@NullMarked
package io.drawbridge.ipconfig;

import org.jspecify.annotations.NullMarked;
