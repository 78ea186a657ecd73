package io.drawbridge.ranking;

/**
 * What is known of a device when it is placed: one of {@value #COUNT} buckets of its key. Devices
 * of one bucket get equal lists, so that a list can be made once and served to all of them.
 */
public record DeviceBucket(int number) {
  /** Shares of gateways are exact to 0.2 % (one standard deviation at one half) with this many. */
  public static final int COUNT = 65_536;

  public DeviceBucket {
    if (number < 0 || number >= COUNT) {
      throw new IllegalArgumentException(
          "bucket: " + number + " (expected: 0 to " + (COUNT - 1) + ")");
    }
  }

  /** The bucket of a device key, any text. */
  public static DeviceBucket of(String deviceKey) {
    return new DeviceBucket((int) (Hash64.of(deviceKey) >>> 48));
  }
}
