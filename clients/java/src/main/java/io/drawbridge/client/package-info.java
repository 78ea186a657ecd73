/**
 * Drawbridge for app developers: {@link io.drawbridge.client.DrawbridgeClient} finds the best
 * gateway, keeps a session with it, sends with acknowledgement and receives pushes. Users need this
 * package only; the packages below it are not API.
 */
@NullMarked
package io.drawbridge.client;

import org.jspecify.annotations.NullMarked;
