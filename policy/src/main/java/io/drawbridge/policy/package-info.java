/**
 * Policies as operators write them: YAML documents that say which services there are, how fast
 * messages may come and what a gateway leaves out. Read and checked alike by control planes, which
 * keep and send them, and by gateways, which obey them. No state; safe from any thread. Starting
 * point: {@link io.drawbridge.policy.Policy}.
 */
@NullMarked
package io.drawbridge.policy;

import org.jspecify.annotations.NullMarked;
