/** Who may use the REST API. Knows nothing of HTTP; called on request threads. */
@NullMarked
package io.drawbridge.controlplane.access;

import org.jspecify.annotations.NullMarked;
