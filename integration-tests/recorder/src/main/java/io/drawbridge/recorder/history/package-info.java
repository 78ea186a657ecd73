/** Records as they are written to files: one file for each participant, one clock for all. */
@NullMarked
package io.drawbridge.recorder.history;

import org.jspecify.annotations.NullMarked;
