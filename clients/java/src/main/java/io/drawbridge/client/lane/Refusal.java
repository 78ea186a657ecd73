package io.drawbridge.client.lane;

import io.drawbridge.proto.client.v1.NackReason;

/** Why a message will never be taken: the gateway's reason and its sentence for people. */
public record Refusal(NackReason reason, String text) {}
