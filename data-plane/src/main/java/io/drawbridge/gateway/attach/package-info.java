/** Who is connecting, and what becomes of the connection: token, resume, new session. */
@NullMarked
package io.drawbridge.gateway.attach;

import org.jspecify.annotations.NullMarked;
