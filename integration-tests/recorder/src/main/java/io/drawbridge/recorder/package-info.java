/**
 * A program that trusts nobody: clients and a business that write down what they do and see, and a
 * checker that reads it. Started as processes by the integration tests.
 */
@NullMarked
package io.drawbridge.recorder;

import org.jspecify.annotations.NullMarked;
