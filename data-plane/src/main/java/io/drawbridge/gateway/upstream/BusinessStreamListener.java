package io.drawbridge.gateway.upstream;

import io.drawbridge.proto.business.v1.UpstreamAnswer;

/** What a business stream brings, on the stream's loop. */
interface BusinessStreamListener {
  void answered(BusinessStream stream, UpstreamAnswer answer);

  /** The stream is over; nothing of it will be answered any more. */
  void ended(BusinessStream stream, String why);

  /** It takes more batches. */
  void ready(BusinessStream stream);
}
