package io.drawbridge.gateway.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.function.LongSupplier;

/** {@link ProcessUsage} of this JVM, by its management beans. */
public final class JvmUsage implements ProcessUsage {
  private final LongSupplier nanoClock;
  private final LongSupplier directUsedBytes;
  private final long directLimitBytes;
  private final OperatingSystemMXBean system;
  private final List<MemoryPoolMXBean> lastingHeap;
  private long lastNanos;
  private long lastCpuNanos;

  /**
   * Direct memory is told by the caller, because the allocator of the connections' buffers may take
   * it from the system past the JVM's own accounts.
   *
   * @param directUsedBytes may be read by any thread
   */
  public JvmUsage(LongSupplier nanoClock, LongSupplier directUsedBytes, long directLimitBytes) {
    this.nanoClock = nanoClock;
    this.directUsedBytes = directUsedBytes;
    this.directLimitBytes = directLimitBytes;
    this.system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    this.lastingHeap =
        ManagementFactory.getMemoryPoolMXBeans().stream().filter(JvmUsage::isLastingHeap).toList();
    this.lastNanos = nanoClock.getAsLong();
    this.lastCpuNanos = system.getProcessCpuTime();
  }

  @Override
  public double cpuShare() {
    long now = nanoClock.getAsLong();
    long cpuNanos = system.getProcessCpuTime();
    double available = Math.max(1, now - lastNanos) * (double) system.getAvailableProcessors();
    double share = (cpuNanos - lastCpuNanos) / available;
    lastNanos = now;
    lastCpuNanos = cpuNanos;
    return Math.clamp(share, 0, 1);
  }

  @Override
  public long memoryUsedBytes() {
    long heap = lastingHeap.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
    return heap + directUsedBytes.getAsLong();
  }

  @Override
  public long memoryLimitBytes() {
    return Runtime.getRuntime().maxMemory() + directLimitBytes;
  }

  /** Without Eden: it fills up with garbage between collections, which would look like load. */
  private static boolean isLastingHeap(MemoryPoolMXBean pool) {
    return pool.getType() == MemoryType.HEAP && !pool.getName().contains("Eden");
  }
}
