/**
 * How much of the new clients each gateway should get, and why. Pure: numbers in, numbers with
 * their parts out; time is handed in. One thread, the fleet's.
 */
@NullMarked
package io.drawbridge.controlplane.scoring;

import org.jspecify.annotations.NullMarked;
