/** The JSON paths: {@code /v1/ipconfig} and {@code /v1/explain}. Called on event loops. */
@NullMarked
package io.drawbridge.ipconfig.resources;

import org.jspecify.annotations.NullMarked;
