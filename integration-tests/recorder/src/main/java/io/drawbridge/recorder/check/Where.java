package io.drawbridge.recorder.check;

import java.nio.file.Path;

/** A record's place. */
record Where(Path file, long index) {}
