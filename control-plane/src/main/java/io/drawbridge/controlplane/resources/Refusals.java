package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.operation.Answer;
import io.drawbridge.controlplane.operation.Kinds;
import io.drawbridge.controlplane.operation.Operations;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;

/** What is said when an operation is not begun, aborted or paused. */
final class Refusals {
  private Refusals() {}

  /** {@code about}: the gateway or operation that was asked about. */
  static WebApplicationException of(Answer answer, String about) {
    return new WebApplicationException(problem(answer, about).response());
  }

  private static Problem problem(Answer answer, String about) {
    return switch (answer) {
      case Answer.Conflict(var other) ->
          Problem.of(
              Status.CONFLICT,
              "api.operation-conflict",
              about + ": " + other.getId() + " is under way (expected: wait for it, or abort it)");
      case Answer.KeyTaken(var other) ->
          Problem.of(
              Status.CONFLICT,
              "api.idempotency-key-used",
              "Idempotency-Key: " + other.getId() + " has it for something else");
      case Answer.UnknownGateway _ ->
          Problem.of(Status.NOT_FOUND, "api.gateway-unknown", "gateway " + about + ": not here");
      case Answer.UnknownRegion _ ->
          Problem.of(
              Status.NOT_FOUND,
              "api.region-unknown",
              about + ": its region is none of other-regions (expected: one, or none)");
      case Answer.TooLate _ ->
          Problem.of(Status.CONFLICT, "api.too-late", about + ": the order's time is over");
      case Answer.UnknownOperation _ ->
          Problem.of(
              Status.NOT_FOUND, "api.operation-unknown", "operation " + about + ": not here");
      case Answer.NotAbortable(var operation) ->
          Problem.of(
              Status.CONFLICT,
              "api.operation-not-abortable",
              about
                  + ": "
                  + OperationDocument.state(operation)
                  + " (expected: a drain, a move or a restart in waves, under way)");
      case Answer.NotPausable(var operation) ->
          Problem.of(
              Status.CONFLICT,
              "api.operation-not-pausable",
              "%s: %s, %s (expected: a restart in waves, pending or running)"
                  .formatted(
                      about, Kinds.name(operation.getOrder()), OperationDocument.state(operation)));
      case Answer.Full _ ->
          Problem.of(
              Status.SERVICE_UNAVAILABLE,
              "api.too-many-operations",
              "operations under way: " + Operations.MAX_LIVE + " (expected: fewer)");
      case Answer.NotLeading _ ->
          Problem.of(Status.SERVICE_UNAVAILABLE, "api.no-leader", "nobody leads the region now");
      case Answer.Unavailable(String why) ->
          Problem.of(Status.SERVICE_UNAVAILABLE, "api.not-recorded", why);
      case Answer.Accepted(var operation) ->
          throw new IllegalArgumentException(operation.getId() + ": not refused");
    };
  }
}
