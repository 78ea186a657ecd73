package io.drawbridge.ipconfig.answers;

/**
 * A ready answer.
 *
 * <p>{@code body} is JSON in UTF-8, shared by all who get it: never changed. {@code etag} names the
 * list and the hints, not the generation: a client whose list is still right gets a 304.
 */
public final class Answer {
  private final byte[] body;
  private final String etag;
  private final String firstGateway;

  Answer(byte[] body, String etag, String firstGateway) {
    this.body = body;
    this.etag = etag;
    this.firstGateway = firstGateway;
  }

  public byte[] body() {
    return body;
  }

  public String etag() {
    return etag;
  }

  public String firstGateway() {
    return firstGateway;
  }
}
