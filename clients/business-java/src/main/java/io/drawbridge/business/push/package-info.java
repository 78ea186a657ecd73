/**
 * Messages from the business to users: {@link io.drawbridge.business.push.PushClient} keeps one
 * ordered stream to one gateway of several and answers each push with what became of it.
 */
@NullMarked
package io.drawbridge.business.push;

import org.jspecify.annotations.NullMarked;
