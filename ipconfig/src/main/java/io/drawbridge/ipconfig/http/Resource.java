package io.drawbridge.ipconfig.http;

/** Answers the requests of one path. Called on event loops: must not block. */
@FunctionalInterface
public interface Resource {
  /**
   * The answer, also to a HEAD, whose body is left out later.
   *
   * @throws BadParameter answered as 400
   */
  Response answer(Request request) throws BadParameter;
}
