/**
 * What a business developer uses. Start with {@link io.drawbridge.business.BusinessServer} to get
 * messages and {@link io.drawbridge.business.push.PushClient} to send them.
 */
@NullMarked
package io.drawbridge.business;

import org.jspecify.annotations.NullMarked;
