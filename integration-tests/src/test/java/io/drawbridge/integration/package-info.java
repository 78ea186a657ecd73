/** Tests of the whole: real processes and servers on loopback, one fleet shared by all classes. */
@NullMarked
package io.drawbridge.integration;

import org.jspecify.annotations.NullMarked;
