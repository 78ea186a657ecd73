package io.drawbridge.ipconfig.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetAddress;
import java.util.Optional;

/** Turns what the codec read into a {@link Request}, or says why it is none. Pure. */
final class RequestReader {
  private final HttpLimits limits;

  RequestReader(HttpLimits limits) {
    this.limits = limits;
  }

  sealed interface Result {
    record Good(Request request) implements Result {}

    /**
     * What to answer instead.
     *
     * @param framingLost where the next request begins is unknown: the connection ends
     */
    record Bad(Response response, boolean framingLost) implements Result {}
  }

  Result read(HttpRequest message, InetAddress client) {
    if (message.decoderResult().isFailure()) {
      return broken(message.decoderResult().cause());
    }
    HttpVersion version = message.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return bad(
          ProblemCode.VERSION_NOT_SPOKEN, "version: " + version + " (expected: HTTP/1.1)", true);
    }
    if (hasBody(message)) {
      return bad(ProblemCode.BODY_NOT_TAKEN, "body: present (expected: none)", true);
    }
    if (version.equals(HttpVersion.HTTP_1_1)
        && message.headers().getAll(HttpHeaderNames.HOST).size() != 1) {
      return bad(ProblemCode.MALFORMED, "host: not exactly one header (expected: one)", true);
    }
    if (!message.method().equals(HttpMethod.GET) && !message.method().equals(HttpMethod.HEAD)) {
      return bad(
          ProblemCode.METHOD_NOT_ALLOWED,
          "method: " + message.method() + " (expected: GET, HEAD)",
          false);
    }
    return parsed(message, client);
  }

  private Result broken(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return bad(
          ProblemCode.REQUEST_LINE_TOO_LONG,
          "request line: too long (expected: <= " + limits.requestLineBytes() + " bytes)",
          true);
    }
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
      return bad(
          ProblemCode.HEADERS_TOO_LARGE,
          "headers: too large (expected: <= " + limits.headerBytes() + " bytes)",
          true);
    }
    return bad(
        ProblemCode.MALFORMED,
        "request: not HTTP (expected: GET /path HTTP/1.1 and header lines)",
        true);
  }

  private static boolean hasBody(HttpRequest message) {
    String length = message.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0");
    return !length.equals("0") || message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  private static Result parsed(HttpRequest message, InetAddress client) {
    try {
      QueryStringDecoder uri = new QueryStringDecoder(originForm(message.uri()));
      Request request =
          new Request(
              uri.path(),
              new Parameters(uri.parameters()),
              Optional.ofNullable(message.headers().get(HttpHeaderNames.IF_NONE_MATCH)),
              client);
      return new Result.Good(request);
    } catch (IllegalArgumentException _) {
      return bad(
          ProblemCode.MALFORMED, "target: bad percent-encoding (expected: %XX of UTF-8)", false);
    }
  }

  /** A server must take {@code GET http://host/path}, too (RFC 9112, 3.2.2). */
  private static String originForm(String target) {
    if (!target.regionMatches(true, 0, "http://", 0, 7)) {
      return target;
    }
    int path = target.indexOf('/', 7);
    return path < 0 ? "/" : target.substring(path);
  }

  private static Result bad(ProblemCode code, String detail, boolean framingLost) {
    Response response = Problem.of(code, detail);
    return new Result.Bad(
        code == ProblemCode.METHOD_NOT_ALLOWED ? response.with("Allow", "GET, HEAD") : response,
        framingLost);
  }
}
