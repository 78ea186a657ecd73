/**
 * Messages of clients as a business gets them: {@link
 * io.drawbridge.business.upstream.UpstreamHandler} is called once for each, in the order of its
 * lane; repeats are recognised by the lane's key.
 */
@NullMarked
package io.drawbridge.business.upstream;

import org.jspecify.annotations.NullMarked;
