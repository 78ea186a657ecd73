package io.drawbridge.controlplane.history;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.scoring.Resource;
import io.drawbridge.controlplane.scoring.Score;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.WeightParts;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's second in 66 bytes. What the weight was made of is kept to the last bit, what was
 * reported as half-precision numbers.
 *
 * <pre>
 *  presence u8 | state u8 | basis u8 | kept, scored u8 | connections i32 | weight f64 | own weight f32
 *  capacity i32 | slow start u16 | averaged use u16 x resources | newest use f16 x resources
 * </pre>
 */
final class Row {
  private static final List<Resource> RESOURCES = List.of(Resource.values());
  private static final List<Presence> PRESENCES = List.of(Presence.values());
  private static final int UNKNOWN = -1;
  private static final int KEPT = 1;
  private static final int SCORED = 2;

  static final int BYTES = 4 + 4 + 8 + 4 + 4 + 2 + 2 * 2 * RESOURCES.size();

  private Row() {}

  /** Writes at the buffer's position. */
  static void write(
      ByteBuffer to,
      @Nullable GatewayStatus status,
      Optional<Score> own,
      @Nullable GatewaySnapshot placed) {
    GatewaySnapshot place = placed == null ? GatewaySnapshot.getDefaultInstance() : placed;
    to.put((byte) (status == null ? UNKNOWN : PRESENCES.indexOf(status.presence())));
    to.put((byte) place.getStateValue());
    to.put((byte) place.getBasisValue());
    to.put((byte) ((place.getKept() ? KEPT : 0) | (place.hasParts() ? SCORED : 0)));
    to.putInt(connections(status, place));
    to.putDouble(place.getWeight());
    to.putFloat(own.map(Score::weight).orElse(0.0).floatValue());
    to.putInt(place.getParts().getCapacity());
    to.putShort((short) place.getParts().getSlowStart());
    for (int i = 0; i < RESOURCES.size(); i++) {
      boolean told = i < place.getParts().getUseCount();
      to.putShort((short) (told ? place.getParts().getUse(i) : 0));
    }
    for (Resource resource : RESOURCES) {
      double use = own.map(score -> score.part(resource).use()).orElse(0.0);
      to.putShort(Float.floatToFloat16((float) use));
    }
  }

  /** Reads from the buffer's position. */
  static Moment read(ByteBuffer from, String gateway, Second second) {
    int presence = from.get();
    GatewaySnapshot.Builder place =
        GatewaySnapshot.newBuilder()
            .setGateway(gateway)
            .setStateValue(from.get())
            .setBasisValue(from.get());
    int flags = from.get();
    int connections = from.getInt();
    place.setKept((flags & KEPT) != 0).setConnections(connections).setWeight(from.getDouble());
    float ownWeight = from.getFloat();
    WeightParts parts = parts(from);
    if ((flags & SCORED) != 0) {
      place.setParts(parts);
    }
    return new Moment(
        gateway,
        second,
        presence == UNKNOWN ? Optional.empty() : Optional.of(PRESENCES.get(presence)),
        place.build(),
        connections,
        use(from),
        ownWeight);
  }

  private static WeightParts parts(ByteBuffer from) {
    WeightParts.Builder parts =
        WeightParts.newBuilder()
            .setCapacity(from.getInt())
            .setSlowStart(Short.toUnsignedInt(from.getShort()));
    for (int i = 0; i < RESOURCES.size(); i++) {
      parts.addUse(Short.toUnsignedInt(from.getShort()));
    }
    return parts.build();
  }

  private static Map<Resource, Double> use(ByteBuffer from) {
    Map<Resource, Double> use = new EnumMap<>(Resource.class);
    for (Resource resource : RESOURCES) {
      use.put(resource, (double) Float.float16ToFloat(from.getShort()));
    }
    return use;
  }

  private static int connections(@Nullable GatewayStatus status, GatewaySnapshot place) {
    return status == null
        ? place.getConnections()
        : status.load().map(Load::getConnections).orElse(place.getConnections());
  }
}
