package io.drawbridge.process.telemetry;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What every process tells: who it is, and its JVM by the management beans. */
public final class ProcessMetrics {
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMetrics() {}

  public static void register(Metrics metrics, Identity identity) {
    metrics.gauge(
        "drawbridge_process_identity",
        "Always 1; its labels say which process this is.",
        List.of("service_name", "service_instance_id", "drawbridge_region"),
        series -> series.record(1, identity.service(), identity.instance(), identity.region()));
    process(metrics);
    memory(metrics);
    collections(metrics);
    threads(metrics);
  }

  private static void process(Metrics metrics) {
    double startSeconds = ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND;
    metrics.gauge(
        "drawbridge_process_start_time_seconds",
        "When the process started, seconds since 1970.",
        () -> startSeconds);
    UnixOperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
    metrics.counter(
        "drawbridge_process_cpu_seconds_total",
        "Processor time used, user and system.",
        () -> system.getProcessCpuTime() / NANOS_PER_SECOND);
    metrics.gauge(
        "drawbridge_process_cpus",
        "Processors that the process may use.",
        system::getAvailableProcessors);
    metrics.gauge(
        "drawbridge_process_open_descriptors",
        "File descriptors open.",
        () -> openDescriptors(system));
    metrics.gauge(
        "drawbridge_process_max_descriptors",
        "File descriptors that may be open.",
        system::getMaxFileDescriptorCount);
    metrics.gauge(
        "drawbridge_process_resident_memory_bytes",
        "Memory of the process that is in RAM (Linux only).",
        ProcessMetrics::residentBytes);
  }

  /** To count them takes one, and the JDK has an error for it when there is none. */
  private static double openDescriptors(UnixOperatingSystemMXBean system) {
    try {
      return system.getOpenFileDescriptorCount();
    } catch (InternalError _) {
      return Double.NaN;
    }
  }

  private static void memory(Metrics metrics) {
    area(metrics, "used_bytes", "Memory used, by area of the JVM.", MemoryUsage::getUsed);
    area(metrics, "committed_bytes", "Memory held ready.", MemoryUsage::getCommitted);
    area(
        metrics,
        "limit_bytes",
        "What the area may become; none if it is not bounded.",
        usage -> usage.getMax() < 0 ? Double.NaN : (double) usage.getMax());
    List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    metrics.gauge(
        "drawbridge_jvm_buffer_bytes",
        "Memory of buffers outside the heap that the JVM accounts for.",
        List.of("pool"),
        series -> pools.forEach(pool -> series.record(pool.getMemoryUsed(), pool.getName())));
  }

  private static void area(
      Metrics metrics, String what, String meaning, ToDoubleFunction<MemoryUsage> bytes) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    metrics.gauge(
        "drawbridge_jvm_memory_" + what,
        meaning,
        List.of("area"),
        series -> {
          series.record(bytes.applyAsDouble(memory.getHeapMemoryUsage()), "heap");
          series.record(bytes.applyAsDouble(memory.getNonHeapMemoryUsage()), "nonheap");
        });
  }

  private static void collections(Metrics metrics) {
    List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    metrics.counter(
        "drawbridge_jvm_gc_collections_total",
        "Garbage collections.",
        List.of("collector"),
        series ->
            collectors.forEach(each -> series.record(each.getCollectionCount(), each.getName())));
    metrics.counter(
        "drawbridge_jvm_gc_seconds_total",
        "Time that garbage collections took.",
        List.of("collector"),
        series ->
            collectors.forEach(each ->
                series.record(each.getCollectionTime() / MILLIS_PER_SECOND, each.getName())));
  }

  private static void threads(Metrics metrics) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    metrics.gauge("drawbridge_jvm_threads", "Platform threads alive.", threads::getThreadCount);
    metrics.gauge(
        "drawbridge_jvm_classes",
        "Classes loaded.",
        ManagementFactory.getClassLoadingMXBean()::getLoadedClassCount);
  }

  /** {@code VmRSS: 123456 kB}; NaN where there is no such file. */
  private static double residentBytes() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024.0)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException _) {
      return Double.NaN;
    }
  }
}
