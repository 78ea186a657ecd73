/** Who is in which group, from a file that is read again whenever it changes. */
@NullMarked
package io.drawbridge.examples.chat.groups;

import org.jspecify.annotations.NullMarked;
