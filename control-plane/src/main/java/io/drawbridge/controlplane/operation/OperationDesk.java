package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.OperationOrder;

/** Where operations of a region are asked for. Any thread; blocks for some seconds at most. */
public interface OperationDesk {
  /** Records what is asked for; the leader begins with it at once. */
  Answer request(OperationOrder order);

  /** Stops an operation and takes back what can be. Again is as good as once. */
  Answer abort(AbortOrder order);

  /** How an operation stands, as the leader has recorded it. */
  Answer find(String id);
}
