package io.jcontainer;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A container as it was when asked.
 *
 * @param id its identity
 * @param name unique in its engine
 * @param labels its own and its image's
 * @param image what it runs from
 * @param state where it was in its life
 * @param created when it was made
 * @param started when its latest run began; empty before the first
 * @param finished when its latest run ended; empty while it runs and before the first
 * @param exitStatus how its latest run ended; empty while it runs and before the first
 * @param restarts how often its restart policy has started it since a user last did
 * @param health what its health checks say; empty without one and before the first run
 * @param pid of its first process on the host; empty unless it runs
 */
public record ContainerInfo(
    ContainerId id,
    String name,
    Map<String, String> labels,
    Image image,
    ContainerState state,
    Instant created,
    Optional<Instant> started,
    Optional<Instant> finished,
    Optional<ExitStatus> exitStatus,
    int restarts,
    Optional<Health> health,
    OptionalLong pid) {
  /** Copies the labels. */
  public ContainerInfo {
    labels = Map.copyOf(labels);
  }
}
