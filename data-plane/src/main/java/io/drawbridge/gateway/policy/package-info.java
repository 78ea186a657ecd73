/**
 * What operators' policies make of this gateway: which messages may come how fast, what is left out
 * under pressure, and what a document on trial would refuse. Starting point: {@link
 * io.drawbridge.gateway.policy.GatewayPolicies}.
 */
@NullMarked
package io.drawbridge.gateway.policy;

import org.jspecify.annotations.NullMarked;
