package io.drawbridge.gateway.upstream;

import io.drawbridge.policy.ServiceEntry;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The services in force. Immutable, and replaced as a whole; look-ups do not allocate. */
public final class ServiceTable {
  /** No services at all. */
  public static final ServiceTable EMPTY = of(List.of());

  private final Map<String, AppServices> byApp;
  private final int size;

  private ServiceTable(Map<String, AppServices> byApp, int size) {
    this.byApp = byApp;
    this.size = size;
  }

  /** Throws {@link IllegalArgumentException} if an app has two services of one id or name. */
  public static ServiceTable of(List<Service> services) {
    Map<String, AppServices> byApp = new HashMap<>();
    services.stream()
        .collect(Collectors.groupingBy(Service::app, TreeMap::new, Collectors.toList()))
        .forEach((app, ofApp) -> byApp.put(app, AppServices.of(ofApp)));
    return new ServiceTable(byApp, services.size());
  }

  /** Those that operators wrote. */
  public static ServiceTable ofEntries(List<ServiceEntry> entries) {
    return of(entries.stream().map(Service::of).toList());
  }

  public Optional<Service> find(String app, int id) {
    AppServices services = byApp.get(app);
    return services == null ? Optional.empty() : services.find(id);
  }

  /** The app's services by ascending id; empty for an unknown app. */
  public List<Service> ofApp(String app) {
    AppServices services = byApp.get(app);
    return services == null ? List.of() : services.inOrder;
  }

  /** Calls {@code action} for every service of every app. */
  public void forEach(Consumer<Service> action) {
    byApp.values().forEach(services -> services.inOrder.forEach(action));
  }

  public int size() {
    return size;
  }

  @Override
  public String toString() {
    return size + " services";
  }

  /** One app's, by ascending id. */
  private static final class AppServices {
    private final List<Service> inOrder;
    private final int[] ids; // of inOrder, index by index
    private final List<Optional<Service>> answers; // likewise: found ones, made beforehand

    private AppServices(List<Service> inOrder) {
      this.inOrder = inOrder;
      this.ids = inOrder.stream().mapToInt(Service::id).toArray();
      this.answers = inOrder.stream().map(Optional::of).toList();
    }

    static AppServices of(List<Service> services) {
      requireUnique(services);
      return new AppServices(
          services.stream().sorted(Comparator.comparingInt(Service::id)).toList());
    }

    Optional<Service> find(int id) {
      int index = Arrays.binarySearch(ids, id);
      return index < 0 ? Optional.empty() : answers.get(index);
    }

    private static void requireUnique(List<Service> services) {
      Map<Object, Service> seen = new HashMap<>();
      for (Service service : services) {
        for (Object key : List.of(service.id(), service.name())) {
          if (seen.put(key, service) != null) {
            throw new IllegalArgumentException(
                "services: app %s has %s twice (expected: each id and name once an app)"
                    .formatted(service.app(), key));
          }
        }
      }
    }
  }
}
