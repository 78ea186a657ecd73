package io.drawbridge.ipconfig.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Error answers as {@code application/problem+json} (RFC 9457) with a code of docs/errors.md. */
public final class Problem {
  private static final JsonFactory JSON = new JsonFactory();

  private Problem() {}

  /**
   * The whole answer, not to be cached.
   *
   * @param detail names the offender and what was expected
   */
  public static Response of(ProblemCode code, String detail) {
    return Response.of(code.status(), "application/problem+json", body(code, detail))
        .with("Cache-Control", "no-store");
  }

  private static byte[] body(ProblemCode code, String detail) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("title", code.title());
      json.writeNumberField("status", code.status());
      json.writeStringField("code", code.code());
      json.writeStringField("detail", detail);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }
}
