/**
 * HTTPDNS in Tencent's plain form, for ipconfig's own name: the first address a client needs, on a
 * network whose DNS lies. Called on event loops.
 */
@NullMarked
package io.drawbridge.ipconfig.httpdns;

import org.jspecify.annotations.NullMarked;
