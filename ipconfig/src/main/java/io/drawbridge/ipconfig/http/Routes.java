package io.drawbridge.ipconfig.http;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which resource answers which path, exactly. */
public final class Routes {
  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  private final Map<String, Resource> resources;
  private final String paths;
  private final AnswerCounts counts;

  public Routes(Map<String, Resource> resources) {
    this.resources = Map.copyOf(resources);
    this.counts = new AnswerCounts(resources.keySet());
    this.paths = String.join(", ", resources.keySet().stream().sorted().toList());
  }

  /** Counts the answer, too. */
  Response answer(Request request) {
    Response answer = found(request);
    counts.count(request.path(), answer.status());
    return answer;
  }

  AnswerCounts counts() {
    return counts;
  }

  private Response found(Request request) {
    Resource resource = resources.get(request.path());
    if (resource == null) {
      return Problem.of(
          ProblemCode.UNKNOWN_PATH,
          "path: " + shortened(request.path()) + " (expected: " + paths + ")");
    }
    try {
      return resource.answer(request);
    } catch (BadParameter e) {
      return Problem.of(ProblemCode.BAD_PARAMETER, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // Nothing a client sends may throw; should it, one request fails and the rest is served.
      log.error("{}: failed", request.path(), e);
      return Problem.of(ProblemCode.INTERNAL, "path: " + request.path() + " failed");
    }
  }

  private static String shortened(String path) {
    return path.length() <= 100 ? path : path.substring(0, 100) + "…";
  }
}
