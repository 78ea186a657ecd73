package io.drawbridge.controlplane.snapshot;

import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.controlplane.fleet.Fleet.Attached;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.RegionDoor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells each gateway its peers, siblings and doors: to who has just attached at once, to the others
 * in rounds, and only what differs from what it was told. One thread.
 */
final class PeerTeller {
  /**
   * Peers in all lists of one look, some 6 MB: the lists of a large region are long, and every
   * gateway of it needs a new one when somebody comes or goes. Who is left waits for the next look.
   */
  static final int MAX_PEERS_AT_ONCE = 100_000;

  private final SequencedMap<ControlStream, String> owed = new LinkedHashMap<>();
  private final Map<ControlStream, Told> told = new HashMap<>();
  private List<Attached> allTold = List.of();
  private PeerLists lists = PeerLists.NONE;
  private long peersVersion;
  private long doorsVersion;

  /** What a gateway knows, short: enough to see whether there is news for it. */
  private record Told(
      String gateway,
      long peersVersion,
      long doorsVersion,
      List<RegionDoor> doors,
      PeerLists.Siblings siblings,
      Fence fence) {}

  /** True if none has attached since the last round began. */
  boolean knows(List<Attached> attached) {
    return isAsBefore(attached) || attached.stream().allMatch(to -> told.containsKey(to.stream()));
  }

  /** Begins a round: everybody is owed what is new. Who still waits since the last one is first. */
  void begin(PeerLists newest) {
    peersVersion += newest.hasPeersOf(lists) ? 0 : 1;
    doorsVersion += newest.hasDoorsOf(lists) ? 0 : 1;
    lists = newest;
    told.forEach((stream, before) -> owed.putIfAbsent(stream, before.gateway));
  }

  /** Tells who has attached since, and then those owed, as many as may be told at once. */
  void tell(List<Attached> attached, Fence fence) {
    int left = MAX_PEERS_AT_ONCE;
    if (!isAsBefore(attached)) {
      forgetOthersThan(attached);
      left -= tellNewcomers(attached, fence);
    }
    while (left > 0 && !owed.isEmpty()) {
      Map.Entry<ControlStream, String> next = owed.pollFirstEntry();
      left -= tell(next.getKey(), next.getValue(), fence);
    }
  }

  /** How many peers they were told. */
  private int tellNewcomers(List<Attached> attached, Fence fence) {
    int peers = 0;
    for (Attached to : attached) {
      if (!told.containsKey(to.stream())) {
        if (peers >= MAX_PEERS_AT_ONCE) {
          return peers;
        }
        peers += tell(to.stream(), to.gateway(), fence);
      }
    }
    allTold = attached;
    return peers;
  }

  private void forgetOthersThan(List<Attached> attached) {
    Set<ControlStream> present =
        attached.stream().map(Attached::stream).collect(Collectors.toSet());
    told.keySet().retainAll(present);
    owed.keySet().retainAll(present);
  }

  /** The fleet makes a new list whenever it changes. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isAsBefore(List<Attached> attached) {
    return attached == allTold;
  }

  /** How many peers it was told. */
  private int tell(ControlStream stream, String gateway, Fence fence) {
    Told before = told.get(stream);
    Told now =
        new Told(
            gateway,
            peersVersion,
            doorsVersion,
            doors(gateway, before),
            lists.siblings(gateway),
            fence);
    told.put(stream, now);
    if (now.equals(before)) {
      return 0;
    }
    stream.send(
        Directive.newBuilder()
            .setFence(fence) // it counts too: a list sent before the leader was known was refused
            .setPeers(lists.list(gateway, now.doors, now.siblings))
            .build());
    return lists.size();
  }

  private List<RegionDoor> doors(String gateway, @Nullable Told before) {
    return before != null && before.doorsVersion == doorsVersion
        ? before.doors
        : lists.doors(gateway);
  }
}
