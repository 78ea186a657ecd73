/** A business that writes down what it handles, and answers every message as the message asks. */
@NullMarked
package io.drawbridge.recorder.business;

import org.jspecify.annotations.NullMarked;
