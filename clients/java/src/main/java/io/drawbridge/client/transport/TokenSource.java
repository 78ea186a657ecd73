package io.drawbridge.client.transport;

import java.util.concurrent.CompletionStage;

/** Where tokens come from; bounded in time by whoever implements it. */
public interface TokenSource {
  CompletionStage<String> freshToken();
}
