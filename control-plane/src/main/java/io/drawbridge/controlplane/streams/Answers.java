package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.operation.Answer;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationAnswer;
import io.drawbridge.proto.control.v1.OperationVerdict;

/** What becomes of operations, between replicas. */
final class Answers {
  private Answers() {}

  static OperationAnswer toMessage(Answer answer) {
    return switch (answer) {
      case Answer.Accepted(Operation operation) -> of(OperationVerdict.ACCEPTED, operation);
      case Answer.Conflict(Operation other) -> of(OperationVerdict.CONFLICT, other);
      case Answer.KeyTaken(Operation other) -> of(OperationVerdict.KEY_TAKEN, other);
      case Answer.NotAbortable(Operation it) -> of(OperationVerdict.NOT_ABORTABLE, it);
      case Answer.NotPausable(Operation it) -> of(OperationVerdict.NOT_PAUSABLE, it);
      case Answer.UnknownGateway _ -> of(OperationVerdict.UNKNOWN_GATEWAY);
      case Answer.UnknownOperation _ -> of(OperationVerdict.UNKNOWN_OPERATION);
      case Answer.UnknownRegion _ -> of(OperationVerdict.UNKNOWN_REGION);
      case Answer.TooLate _ -> of(OperationVerdict.TOO_LATE);
      case Answer.Full _ -> of(OperationVerdict.TOO_MANY);
      case Answer.NotLeading _ -> of(OperationVerdict.NOT_LEADING);
      case Answer.Unavailable(String why) ->
          of(OperationVerdict.NOT_RECORDED).toBuilder().setText(why).build();
    };
  }

  static Answer fromMessage(OperationAnswer answer) {
    Operation operation = answer.getOperation();
    return switch (answer.getVerdict()) {
      case ACCEPTED -> new Answer.Accepted(operation);
      case CONFLICT -> new Answer.Conflict(operation);
      case KEY_TAKEN -> new Answer.KeyTaken(operation);
      case NOT_ABORTABLE -> new Answer.NotAbortable(operation);
      case NOT_PAUSABLE -> new Answer.NotPausable(operation);
      case UNKNOWN_GATEWAY -> new Answer.UnknownGateway();
      case UNKNOWN_OPERATION -> new Answer.UnknownOperation();
      case UNKNOWN_REGION -> new Answer.UnknownRegion();
      case TOO_LATE -> new Answer.TooLate();
      case TOO_MANY -> new Answer.Full();
      case NOT_LEADING -> new Answer.NotLeading();
      case NOT_RECORDED -> new Answer.Unavailable(answer.getText());
      case OPERATION_VERDICT_UNSPECIFIED, UNRECOGNIZED ->
          new Answer.Unavailable("the leader's answer is not known to this build");
    };
  }

  private static OperationAnswer of(OperationVerdict verdict) {
    return OperationAnswer.newBuilder().setVerdict(verdict).build();
  }

  private static OperationAnswer of(OperationVerdict verdict, Operation operation) {
    return OperationAnswer.newBuilder().setVerdict(verdict).setOperation(operation).build();
  }
}
