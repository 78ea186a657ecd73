package io.drawbridge.controlplane.resources;

import io.drawbridge.proto.control.v1.TierShare;
import java.util.List;
import java.util.Locale;

/**
 * What became, or would become, of one tier's messages.
 *
 * @param tier critical, interactive, standard or background
 * @param offered messages that were judged
 * @param refused of those, by policies, or by the one on trial
 * @param share refused of offered, 0 to 1; 0 if none was judged
 */
public record TierDocument(String tier, long offered, long refused, double share) {
  static List<TierDocument> all(List<TierShare> shares) {
    return shares.stream().map(TierDocument::of).toList();
  }

  private static TierDocument of(TierShare share) {
    return new TierDocument(
        share.getTier().name().toLowerCase(Locale.ROOT),
        share.getOffered(),
        share.getRefused(),
        share.getOffered() == 0 ? 0 : (double) share.getRefused() / share.getOffered());
  }
}
