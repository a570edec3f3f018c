package io.jcontainer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How an image's author wants it run. It is data from outside: nothing here selects anything on the
 * host.
 *
 * @param entrypoint comes before the command; may be empty
 * @param command the default arguments; may be empty
 * @param environment in the image's order
 * @param user {@code user}, {@code uid}, {@code user:group} …; empty means root
 * @param workingDirectory absolute, or empty for {@code /}
 * @param stopSignal as written in the image, or empty for SIGTERM
 * @param exposedPorts such as {@code 6379/tcp}
 * @param volumes paths that want a volume
 * @param labels free-form names and values
 * @param healthCheck how it is found out whether it works
 * @param diffIds the digests of the uncompressed layers, lowest first
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image
 *     specification, image configuration</a>
 */
public record ImageConfig(
    List<String> entrypoint,
    List<String> command,
    Map<String, String> environment,
    String user,
    String workingDirectory,
    String stopSignal,
    Set<String> exposedPorts,
    Set<String> volumes,
    Map<String, String> labels,
    Optional<HealthCheck> healthCheck,
    List<Digest> diffIds) {
  /** Copies the collections and keeps their order. */
  public ImageConfig {
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    exposedPorts = Set.copyOf(exposedPorts);
    volumes = Set.copyOf(volumes);
    labels = Map.copyOf(labels);
    diffIds = List.copyOf(diffIds);
  }

  /** A configuration that asks for nothing but these variables. */
  public static ImageConfig ofEnvironment(Map<String, String> environment) {
    return new ImageConfig(
        List.of(),
        List.of(),
        environment,
        "",
        "",
        "",
        Set.of(),
        Set.of(),
        Map.of(),
        Optional.empty(),
        List.of());
  }
}
