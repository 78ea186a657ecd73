package io.drawbridge.controlplane.scoring;

import io.drawbridge.proto.control.v1.Capacity;
import io.drawbridge.proto.control.v1.Load;
import java.util.Locale;

/**
 * What a gateway can run out of. Its limit is the share of the capacity above which it gets no new
 * clients: the rest is for the clients that it has. First guesses, to be replaced by measurement.
 */
public enum Resource {
  CONNECTIONS(0.85) {
    @Override
    double use(Load load, Capacity capacity, Usual usual) {
      return share(load.getConnections(), Integer.toUnsignedLong(capacity.getConnections()));
    }
  },
  MESSAGES(0.70) {
    @Override
    double use(Load load, Capacity capacity, Usual usual) {
      return share(
          load.getMessagesInPerSecond() + load.getMessagesOutPerSecond(),
          Integer.toUnsignedLong(capacity.getMessagesPerSecond()));
    }
  },
  BYTES(0.70) {
    @Override
    double use(Load load, Capacity capacity, Usual usual) {
      return share(
          load.getBytesInPerSecond() + load.getBytesOutPerSecond(), capacity.getBytesPerSecond());
    }
  },
  CPU(0.70) {
    @Override
    double use(Load load, Capacity capacity, Usual usual) {
      return load.getCpu();
    }
  },
  /** High, because a heap fills between collections without being short. */
  MEMORY(0.90) {
    @Override
    double use(Load load, Capacity capacity, Usual usual) {
      return share((double) load.getMemoryUsedBytes(), load.getMemoryLimitBytes());
    }
  },
  LOOP_LAG(1.0) {
    @Override
    double use(Load load, Capacity capacity, Usual usual) {
      return share((double) load.getLoopLag().getP90(), FULL_LOOP_LAG_MICROS);
    }
  },
  ACCEPTS(0.70) {
    @Override
    double use(Load load, Capacity capacity, Usual usual) {
      return share(
          load.getAcceptsPerSecond(), Integer.toUnsignedLong(capacity.getAcceptsPerSecond()));
    }
  },
  /** From a message's decoding to its acknowledgement by the business, beside other gateways. */
  BUSINESS_P90(1.0) {
    @Override
    double use(Load load, Capacity capacity, Usual usual) {
      return acknowledged(
          load, load.getBusinessAnswer().getP90(), usual.businessP90Micros(), SLOW_P90_MICROS);
    }
  },
  BUSINESS_P99(1.0) {
    @Override
    double use(Load load, Capacity capacity, Usual usual) {
      return acknowledged(
          load, load.getBusinessAnswer().getP99(), usual.businessP99Micros(), SLOW_P99_MICROS);
    }
  },
  /** Of what is less important than interactive messages; businesses' levels are all gateways'. */
  ADMISSION(1.0) {
    @Override
    double use(Load load, Capacity capacity, Usual usual) {
      return load.getLevelsList().stream()
          .filter(level -> level.getOf().equals(ITSELF))
          .mapToDouble(level -> share(EVERYTHING - level.getLevel(), UNIMPORTANT))
          .findFirst()
          .orElse(0);
    }
  };

  /** A level of the gateway's own, not of a business. */
  private static final String ITSELF = "gateway";

  /** The least important priority of all: tier * 128 + cohort. */
  private static final int EVERYTHING = 511;

  /** Priorities of the two tiers that are less important. */
  private static final int UNIMPORTANT = 256;

  /**
   * A gateway that lags so much answers nobody soon. Not lower: a host that is shared shows 10 ms
   * at the 90th percentile without a client noticing, and would leave placement for nothing.
   */
  static final long FULL_LOOP_LAG_MICROS = 50_000;

  /** Half the time after which an unanswered batch may be given to another: some would be. */
  static final long SLOW_P90_MICROS = 500_000;

  /** That time. */
  static final long SLOW_P99_MICROS = 1_000_000;

  /** So many times the median gateway's is as bad as full, unless it is not slow at all. */
  static final int TIMES_USUAL = 4;

  private final double limit;

  Resource(double limit) {
    this.limit = limit;
  }

  /** Share of the capacity in use; 0 if the capacity is not known. */
  abstract double use(Load load, Capacity capacity, Usual usual);

  /** The use above which there is no headroom. */
  public double limit() {
    return limit;
  }

  /** What is left before the limit, as a share of it: 1 = idle, 0 = at the limit or above. */
  double headroom(double use) {
    return Math.clamp((limit - use) / limit, 0.0, 1.0);
  }

  /** Name in snapshots and answers, e.g. {@code loop-lag}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double share(double used, long capacity) {
    return capacity <= 0 ? 0 : used / capacity;
  }

  private static double acknowledged(Load load, long micros, long usualMicros, long slowMicros) {
    return load.getBusinessAnswer().getCount() == 0
        ? 0
        : share((double) micros, Math.max(slowMicros, TIMES_USUAL * usualMicros));
  }
}
