package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.PauseOrder;

/** Where operations of a region are asked for. Any thread; blocks for some seconds at most. */
public interface OperationDesk {
  /** Records what is asked for; the leader begins with it at once. */
  Answer request(OperationOrder order);

  /** Stops an operation and takes back what can be. Again is as good as once. */
  Answer abort(AbortOrder order);

  /**
   * Has restarts in waves begin nothing further, or go on. What has begun ends, and what stands
   * worse is taken back all the same. Again is as good as once.
   */
  Answer pause(PauseOrder order);

  /** How an operation stands, as the leader has recorded it. */
  Answer find(String id);
}
