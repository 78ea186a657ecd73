package io.drawbridge.ipconfig.resources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.drawbridge.ipconfig.answers.Asker;
import io.drawbridge.ipconfig.snapshot.SnapshotInForce;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.ranking.Candidate;
import io.drawbridge.ranking.Draw;
import io.drawbridge.ranking.Placement;
import io.drawbridge.ranking.Ranking;
import io.drawbridge.ranking.Standing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes why one asker gets its list: snapshot, eligibility, draw, list. */
final class Explanation {
  private static final JsonFactory JSON = new JsonFactory();

  private final SnapshotInForce from;
  private final Instant now;

  Explanation(SnapshotInForce from, Instant now) {
    this.from = from;
    this.now = now;
  }

  byte[] write(Asker asker, int size) {
    Placement placement = Placement.of(from.snapshot().getGatewaysList(), asker.transports());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeSnapshot(json);
      json.writeNumberField("bucket", asker.bucket().number());
      writeEligibility(json, placement);
      writeDraw(json, placement, asker);
      writeList(json, placement, asker, size);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  private void writeSnapshot(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("snapshot");
    json.writeStringField("gen", from.generation());
    json.writeStringField("region", from.snapshot().getRegion());
    json.writeStringField("leader", from.snapshot().getLeader());
    json.writeStringField("source", from.source());
    json.writeNumberField("age_ms", from.age(now).toMillis());
    json.writeArrayFieldStart("alarms");
    for (String alarm : from.snapshot().getAlarmsList()) {
      json.writeString(alarm);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeEligibility(JsonGenerator json, Placement placement) throws IOException {
    json.writeArrayFieldStart("eligibility");
    for (GatewaySnapshot gateway : from.snapshot().getGatewaysList()) {
      json.writeStartObject();
      json.writeStringField("id", gateway.getGateway());
      json.writeStringField("state", gateway.getState().name());
      json.writeNumberField("weight", gateway.getWeight());
      json.writeNumberField("headroom", gateway.getHeadroom());
      json.writeStringField("limited_by", gateway.getLimitingResource());
      json.writeBooleanField("kept", gateway.getKept());
      writeStanding(json, placement.standings().get(gateway.getGateway()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeStanding(JsonGenerator json, @Nullable Standing standing)
      throws IOException {
    switch (standing) {
      case null -> {}
      case Standing.Open open -> json.writeStringField("verdict", "open");
      case Standing.LastResort(Standing.Kind kind) -> {
        json.writeStringField("verdict", "last resort");
        json.writeStringField(
            "because", kind == Standing.Kind.KEPT ? "kept, no weight" : "no weight");
      }
      case Standing.Out(String because) -> {
        json.writeStringField("verdict", "out");
        json.writeStringField("because", because);
      }
    }
  }

  private static void writeDraw(JsonGenerator json, Placement placement, Asker asker)
      throws IOException {
    json.writeArrayFieldStart("draw");
    for (Draw draw : placement.draws(asker.bucket())) {
      json.writeStartObject();
      json.writeStringField("id", draw.candidate().gateway());
      json.writeStringField("failure_domain", draw.candidate().failureDomain());
      json.writeNumberField("rounded_weight", draw.weight());
      json.writeNumberField("u", draw.unit());
      json.writeNumberField("score", draw.score());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeList(JsonGenerator json, Placement placement, Asker asker, int size)
      throws IOException {
    Ranking ranking = placement.rank(asker.bucket(), asker.previous(), size);
    json.writeStringField("previous", asker.previous().orElse(""));
    json.writeBooleanField("degraded", ranking.degraded());
    json.writeArrayFieldStart("list");
    for (Candidate candidate : ranking.gateways()) {
      json.writeString(candidate.gateway());
    }
    json.writeEndArray();
  }
}
