package io.drawbridge.gateway;

import io.drawbridge.gateway.attach.DirectoryPlaces;
import io.drawbridge.gateway.attach.Takes;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.peer.PeerTable;
import io.drawbridge.gateway.push.RemoteDelivery;
import io.drawbridge.gateway.session.ResumeTokens;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.Tombstones;
import io.netty.channel.EventLoopGroup;

/**
 * What the client side and the fleet side of one gateway have in common.
 *
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
    GatewayMeasures measures,
    EventLoopGroup internalLoops) {}
