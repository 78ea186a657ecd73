package io.drawbridge.integration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks at what one control plane tells of the fleet ten times a second, and notes everything that
 * should not be while nothing is wrong with gateways: one that is lost, or without a registration,
 * and a snapshot older than the one before. What is not answered is no note.
 */
final class PlacementWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 100;

  private final ControlPlaneRest rest;
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private long newestReign; // the timer's thread alone
  private long newestNumber;
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  private PlacementWatch(ControlPlaneRest rest) {
    this.rest = rest;
  }

  static PlacementWatch of(ControlPlaneRest rest) {
    PlacementWatch watch = new PlacementWatch(rest);
    var _ = watch.timer.scheduleWithFixedDelay(watch::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** What was wrong, each once. */
  List<String> notes() {
    return notes;
  }

  /** How often it was answered. */
  int looks() {
    return looks.get();
  }

  /** How often it was not, or not by 200. */
  int refused() {
    return refused.get();
  }

  /** Must not throw: a repeated task that does is never run again. */
  private void look() {
    try {
      ControlPlaneRest.Answer gateways = rest.get("gateways");
      ControlPlaneRest.Answer regions = rest.get("regions");
      if (gateways.status() != 200 || regions.status() != 200) {
        refused.incrementAndGet();
        return;
      }
      gateways.body().path("items").forEach(this::lookAt);
      lookAtGeneration(regions.body().at("/items/0/generation").asText());
      looks.incrementAndGet();
    } catch (Exception e) {
      refused.incrementAndGet();
    }
  }

  private void lookAt(JsonNode gateway) {
    String state = gateway.path("state").asText();
    if (state.equals("SUSPECT") || state.equals("GONE") || gateway.path("kept").asBoolean()) {
      note(gateway.path("gateway").asText() + " is " + state);
    }
    if (!gateway.path("leased").asBoolean()) {
      note(gateway.path("gateway").asText() + " is not registered");
    }
  }

  /** {@code fleet generation.epoch.number}. */
  private void lookAtGeneration(String text) {
    String[] parts = text.split("\\.", -1);
    long reign = Long.parseLong(parts[0]) << 40 | Long.parseLong(parts[1]);
    long number = Long.parseLong(parts[2]);
    if (reign < newestReign || (reign == newestReign && number < newestNumber)) {
      note("generation " + text + " after number " + newestNumber);
    }
    newestReign = reign;
    newestNumber = number;
  }

  private void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
