/** Bodies of messages and pushes of a recorded run: who sent what, and what it asks for. */
@NullMarked
package io.drawbridge.recorder.body;

import org.jspecify.annotations.NullMarked;
