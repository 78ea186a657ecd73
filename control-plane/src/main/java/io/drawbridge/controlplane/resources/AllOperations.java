package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.operation.OperationLog;
import io.drawbridge.controlplane.operation.OtherOperations;
import io.drawbridge.proto.control.v1.Operation;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Operations of every region, as this one knows them. What another region carries out for this one
 * is shown once, as it is recorded here. Threads: any.
 */
public final class AllOperations {
  private static final Comparator<OperationDocument> NEWEST_FIRST =
      Comparator.comparingLong(OperationDocument::requestedUnixMillis)
          .reversed()
          .thenComparing(OperationDocument::id);

  private final OperationLog own;
  private final OtherOperations others;

  /**
   * Of all regions.
   *
   * @param own what is recorded here
   * @param others what other regions told of theirs
   */
  public AllOperations(OperationLog own, OtherOperations others) {
    this.own = own;
    this.others = others;
  }

  /** The newest first, by the clocks of their regions' leaders. */
  List<OperationDocument> all() {
    List<Operation> recorded = own.all();
    Set<String> children =
        recorded.stream()
            .map(Operation::getChild)
            .filter(child -> !child.isEmpty())
            .collect(Collectors.toSet());
    Stream<OperationDocument> here =
        recorded.stream().map(operation -> OperationDocument.of(operation, Optional.empty()));
    Stream<OperationDocument> elsewhere =
        others.all().stream()
            .flatMap(heard ->
                heard.operations().stream()
                    .filter(operation -> !children.contains(operation.getId()))
                    .map(operation -> OperationDocument.of(operation, age(heard))));
    return Stream.concat(here, elsewhere).sorted(NEWEST_FIRST).toList();
  }

  /** Recorded here, or else carried out elsewhere. */
  Optional<OperationDocument> find(String id) {
    return own.find(id)
        .map(operation -> OperationDocument.of(operation, Optional.empty()))
        .or(() -> all().stream().filter(operation -> operation.id().equals(id)).findFirst());
  }

  private static Optional<Long> age(OtherOperations.Heard heard) {
    return heard.age().map(Duration::toMillis);
  }
}
