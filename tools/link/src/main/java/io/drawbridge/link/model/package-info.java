/** What becomes of a packet. Pure: time, randomness and conditions are handed in. */
@NullMarked
package io.drawbridge.link.model;

import org.jspecify.annotations.NullMarked;
