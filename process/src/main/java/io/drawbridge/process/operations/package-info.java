/**
 * The operations port: is the process alive, started, ready, and what does it do, in numbers?
 * Requests run on virtual threads of their own and touch nothing of the message path.
 */
@NullMarked
package io.drawbridge.process.operations;

import org.jspecify.annotations.NullMarked;
