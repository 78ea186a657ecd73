package io.drawbridge.ipconfig.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The query of a request, percent-decoded. Unknown names are nobody's business: newer clients. */
public record Parameters(Map<String, List<String>> values) {

  /** The first value of {@code name}, if given; may be empty. */
  public Optional<String> first(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getFirst);
  }

  /**
   * The value of {@code name}, if given and not empty.
   *
   * @throws BadParameter if it is given twice or longer than {@code maxBytes} in UTF-8
   */
  public Optional<String> text(String name, int maxBytes) throws BadParameter {
    List<String> given = values.getOrDefault(name, List.of());
    if (given.size() > 1) {
      throw new BadParameter(name, "given " + given.size() + " times", "once");
    }
    if (given.isEmpty() || given.getFirst().isEmpty()) {
      return Optional.empty();
    }
    int bytes = given.getFirst().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > maxBytes) {
      throw new BadParameter(name, bytes + " bytes", "1 to " + maxBytes);
    }
    return Optional.of(given.getFirst());
  }

  /**
   * The value of {@code name}.
   *
   * @throws BadParameter also if it is missing
   */
  public String requiredText(String name, int maxBytes) throws BadParameter {
    return text(name, maxBytes)
        .orElseThrow(() -> new BadParameter(name, "missing", "1 to " + maxBytes + " bytes"));
  }
}
