/**
 * What a process tells of itself in numbers: an OpenTelemetry SDK whose instruments read, when they
 * are scraped, what the process knows already. Called on the operations server's threads.
 */
@NullMarked
package io.drawbridge.process.telemetry;

import org.jspecify.annotations.NullMarked;
