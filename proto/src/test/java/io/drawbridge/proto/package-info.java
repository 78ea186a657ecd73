/** What the contracts have to keep to. */
@NullMarked
package io.drawbridge.proto;

import org.jspecify.annotations.NullMarked;
