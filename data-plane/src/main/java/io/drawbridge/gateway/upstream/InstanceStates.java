package io.drawbridge.gateway.upstream;

/** How many instances of a service take calls: all, none, or a few calls to see. */
public record InstanceStates(String app, String service, int closed, int open, int halfOpen) {
  static InstanceStates of(Service service, BusinessInstances instances) {
    int closed = 0;
    int open = 0;
    int halfOpen = 0;
    for (BusinessInstance instance : instances.all()) {
      switch (instance.breaker().getState()) {
        case CLOSED, DISABLED, METRICS_ONLY -> closed++;
        case OPEN, FORCED_OPEN -> open++;
        case HALF_OPEN -> halfOpen++;
      }
    }
    return new InstanceStates(service.app(), service.name(), closed, open, halfOpen);
  }
}
