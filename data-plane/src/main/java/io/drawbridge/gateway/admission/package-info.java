/**
 * Who may come in: what a source address may take, and the budgets of sockets and CONNECTs. Plain
 * Java, called on event loops at arrivals, never blocks.
 */
@NullMarked
package io.drawbridge.gateway.admission;

import org.jspecify.annotations.NullMarked;
