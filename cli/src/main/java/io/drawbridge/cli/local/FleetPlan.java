package io.drawbridge.cli.local;

import io.drawbridge.cli.context.Folders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How to start the processes of a fleet: those it begins with, and those added later. */
final class FleetPlan {
  private final FleetSettings settings;
  private final List<ConfigFiles> files = new ArrayList<>();
  private final List<RegionPlan> regions = new ArrayList<>();

  private FleetPlan(FleetSettings settings) {
    this.settings = settings;
  }

  /** Empties the regions' folders. */
  static FleetPlan create(FleetSettings settings, Programs programs, Secrets secrets)
      throws IOException {
    FleetPlan plan = new FleetPlan(settings);
    for (int region = 1; region <= settings.size().regions(); region++) {
      Folders.recreate(settings.folder(region));
      ConfigFiles files = new ConfigFiles(settings, region, secrets, programs.java());
      plan.files.add(files);
      plan.regions.add(new RegionPlan(settings, region, files, programs));
    }
    return plan;
  }

  /** The fleet's beginning; writes its configuration. */
  List<ProcessPlan> initial() throws IOException, FleetException {
    List<ProcessPlan> plans = new ArrayList<>();
    for (RegionPlan region : regions) {
      for (Role role : Role.values()) {
        for (int index = 1; index <= settings.size().of(role); index++) {
          plans.add(region.plan(role, index));
        }
      }
    }
    return plans;
  }

  /**
   * One more process; writes its configuration.
   *
   * @throws IllegalArgumentException if a running fleet cannot get it
   */
  ProcessPlan another(ProcessName name) throws IOException, FleetException {
    requireRegion(name);
    switch (name.role()) {
      case GATEWAY, IPCONFIG -> {}
      case CHAT -> files.get(name.region() - 1).addChatTarget(name.index());
      case ETCD, CONTROL_PLANE, REDIS ->
          throw new IllegalArgumentException(
              name
                  + ": cannot be added to a running fleet, whose configuration lists them all"
                  + " (expected: a gateway, ipconfig or chat; `up` has --control-planes and --etcds)");
    }
    return regions.get(name.region() - 1).plan(name.role(), name.index());
  }

  private void requireRegion(ProcessName name) {
    if (name.region() > regions.size()) {
      String last = FleetSettings.regionName(regions.size());
      throw new IllegalArgumentException(
          name
              + ": no such region (expected: "
              + (regions.size() == 1 ? last : "local-1 to " + last)
              + ")");
    }
  }
}
