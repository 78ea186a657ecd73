package io.drawbridge.gateway.policy;

import io.drawbridge.proto.control.v1.PolicyDocument;
import io.drawbridge.proto.control.v1.PolicySet;
import io.drawbridge.proto.control.v1.PolicyState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this process could not take, so that nobody sends it again: not the leader that did, nor the
 * next one. Under its owner's lock.
 */
final class RefusedDocuments {
  /** As many as may be in force. */
  static final int MAX_NAMES = io.drawbridge.policy.PolicySet.MAX_POLICIES;

  private static final int MAX_TEXT = 512;

  private final Map<String, PolicyDocument> byName =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PolicyDocument> eldest) {
          return size() > MAX_NAMES;
        }
      };
  private PolicyDocument trial = PolicyDocument.getDefaultInstance();
  private long fleetGeneration;

  /**
   * A set is refused.
   *
   * @param inForce what is instead; of documents that do not go together those that are in it are
   *     not to blame
   */
  void add(long generation, PolicySet set, WrongDocument why, List<PolicyDocument> inForce) {
    if (generation != fleetGeneration) { // versions may have begun anew
      byName.clear();
      trial = PolicyDocument.getDefaultInstance();
      fleetGeneration = generation;
    }
    List<PolicyDocument> wrong =
        why.document()
            .map(List::of)
            .orElseGet(() ->
                set.getDocumentsList().stream().filter(each -> !inForce.contains(each)).toList());
    for (PolicyDocument document : wrong) {
      if (set.hasTrial() && document.equals(set.getTrial())) {
        trial = told(document, why);
      } else {
        byName.put(document.getName(), told(document, why));
      }
    }
  }

  private static PolicyDocument told(PolicyDocument document, WrongDocument why) {
    String text = why.text();
    return document.toBuilder()
        .setText(text.substring(0, Math.min(MAX_TEXT, text.length())))
        .build();
  }

  void tell(PolicyState.Builder state) {
    state.addAllRefused(byName.values());
    if (!trial.getName().isEmpty()) {
      state.setRefusedTrial(trial);
    }
  }
}
