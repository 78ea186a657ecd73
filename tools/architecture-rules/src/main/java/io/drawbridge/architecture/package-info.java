/** Rules about packages that every module checks in its {@code ArchitectureTest}. */
@NullMarked
package io.drawbridge.architecture;

import org.jspecify.annotations.NullMarked;
