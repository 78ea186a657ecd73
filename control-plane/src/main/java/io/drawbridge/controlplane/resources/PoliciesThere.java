package io.drawbridge.controlplane.resources;

import io.drawbridge.proto.control.v1.PolicyState;
import java.util.ArrayList;
import java.util.List;

/**
 * What a gateway has made of its policies, as it told last.
 *
 * @param inForce by name
 * @param onTrial at most one; its version is the number of the dry run
 * @param measures what degradation leaves out there now, a line each
 * @param refused what its process could not take, and goes on without
 */
record PoliciesThere(
    List<Version> inForce, List<Version> onTrial, List<String> measures, List<Refused> refused) {
  static PoliciesThere of(PolicyState state) {
    List<Refused> refused = new ArrayList<>();
    state.getRefusedList().forEach(each -> refused.add(Refused.of(each, false)));
    if (state.hasRefusedTrial()) {
      refused.add(Refused.of(state.getRefusedTrial(), true));
    }
    return new PoliciesThere(
        state.getDocumentsList().stream().map(Version::of).toList(),
        state.hasTrial() ? List.of(Version.of(state.getTrial())) : List.of(),
        List.copyOf(state.getMeasuresList()),
        refused);
  }

  record Version(String policy, long version) {
    private static Version of(io.drawbridge.proto.control.v1.PolicyDocument document) {
      return new Version(document.getName(), document.getVersion());
    }
  }

  /** With the reason. */
  record Refused(String policy, long version, boolean trial, String because) {
    private static Refused of(
        io.drawbridge.proto.control.v1.PolicyDocument document, boolean trial) {
      return new Refused(document.getName(), document.getVersion(), trial, document.getText());
    }
  }
}
