/** Generated messages of chat clients and the chat business. Protocol buffers know no null. */
@NullMarked
package io.drawbridge.examples.chat.protocol;

import org.jspecify.annotations.NullMarked;
