/** The file that says how the link is, while it runs. */
@NullMarked
package io.drawbridge.link.control;

import org.jspecify.annotations.NullMarked;
