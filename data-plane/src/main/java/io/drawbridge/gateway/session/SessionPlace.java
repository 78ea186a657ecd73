package io.drawbridge.gateway.session;

import io.drawbridge.gateway.connection.Loop;
import java.util.function.LongSupplier;

/**
 * Where sessions of one loop live: one object for all of them.
 *
 * @param detached those of the loop whose clients are away
 * @param kept what all of them keep of messages
 * @param states what their clients are told of what is admitted
 */
public record SessionPlace(
    Loop loop,
    DetachedSessions detached,
    KeptMessages kept,
    LaneStates states,
    SessionTimes times,
    LongSupplier nanoClock,
    SessionListener listener) {}
