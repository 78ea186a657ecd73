package io.drawbridge.gateway;

import io.drawbridge.gateway.attach.DirectoryPlaces;
import io.drawbridge.gateway.attach.Takes;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.peer.PeerTable;
import io.drawbridge.gateway.push.RemoteDelivery;
import io.drawbridge.gateway.session.ResumeTokens;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.proto.client.v1.Close;
import io.netty.channel.EventLoopGroup;
import java.util.function.BiConsumer;

/**
 * What the client side and the fleet side of one gateway have in common.
 *
 * @param endsInOtherProcess ends a session that this gateway's other process has
 * @param internalLoops for streams to businesses, peers and control planes; NIO, not the clients'
 */
record Shared(
    SessionIndex sessions,
    Tombstones tombstones,
    ResumeTokens resumeTokens,
    Takes takes,
    RemoteDelivery remote,
    PeerTable peers,
    PolicySide policies,
    DirectoryPlaces places,
    BiConsumer<Session, Close> endsInOtherProcess,
    GatewayMeasures measures,
    EventLoopGroup internalLoops) {}
