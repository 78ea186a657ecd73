package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.policy.PolicyDesk.PolicyAnswer;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;

/** What is said when nothing is done about a policy. */
final class PolicyRefusals {
  /** RFC 9110; JAX-RS has no word for it. */
  static final int UNPROCESSABLE = 422;

  private PolicyRefusals() {}

  static WebApplicationException of(PolicyAnswer answer) {
    return new WebApplicationException(problem(answer).response());
  }

  private static Problem problem(PolicyAnswer answer) {
    return switch (answer) {
      case PolicyAnswer.Invalid(var problems) ->
          new Problem(
              "about:blank",
              "Unprocessable Content",
              UNPROCESSABLE,
              "api.policy-invalid",
              String.join("\n", problems));
      case PolicyAnswer.Unknown(String what) ->
          Problem.of(Status.NOT_FOUND, "api.policy-unknown", what);
      case PolicyAnswer.Conflict(String why, var _) ->
          Problem.of(Status.CONFLICT, "api.policy-conflict", why);
      case PolicyAnswer.Unavailable(String why) ->
          Problem.of(Status.SERVICE_UNAVAILABLE, "api.policy-not-recorded", why);
      case PolicyAnswer.Accepted(var record) ->
          throw new IllegalArgumentException(record.getName() + ": not refused");
    };
  }
}
