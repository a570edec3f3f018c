package io.jcontainer;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where an engine keeps its state and whom it trusts. Immutable; each {@code with} returns another.
 *
 * @param root directory of the image store and of running containers; created with mode 0700
 * @param insecureRegistries {@code host:port} of registries that may be reached over plain HTTP;
 *     literal loopback addresses and {@code localhost} always may
 * @param credentials by registry, {@code host:port} as in a {@link Reference}
 * @param imageLimits bounds on what an image may unpack to
 */
public record Config(
    Path root,
    Set<String> insecureRegistries,
    Map<String, RegistryCredentials> credentials,
    ImageLimits imageLimits) {
  private static final Path SYSTEM_ROOT = Path.of("/var/lib/jcontainer");

  /** Copies the collections and makes the root absolute. */
  public Config {
    root = root.toAbsolutePath().normalize();
    insecureRegistries = Set.copyOf(insecureRegistries);
    credentials = Map.copyOf(credentials);
  }

  /**
   * The root from the system property {@code jcontainer.root}, else the environment variable {@code
   * JCONTAINER_ROOT}, else {@code /var/lib/jcontainer}; no insecure registries, no credentials.
   */
  public static Config defaults() {
    String property = System.getProperty("jcontainer.root", System.getenv("JCONTAINER_ROOT"));
    Path root = property == null || property.isBlank() ? SYSTEM_ROOT : Path.of(property);
    return new Config(root, Set.of(), Map.of(), ImageLimits.defaults());
  }

  /** The same with another root directory. */
  public Config withRoot(Path directory) {
    return new Config(directory, insecureRegistries, credentials, imageLimits);
  }

  /** The same with one more registry that may be reached over plain HTTP: gives up secrecy. */
  public Config withInsecureRegistry(String hostAndPort) {
    Set<String> more = new HashSet<>(insecureRegistries);
    more.add(hostAndPort);
    return new Config(root, more, credentials, imageLimits);
  }

  /** The same with credentials for one registry. */
  public Config withCredentials(String hostAndPort, RegistryCredentials registryCredentials) {
    Map<String, RegistryCredentials> more = new HashMap<>(credentials);
    more.put(hostAndPort, registryCredentials);
    return new Config(root, insecureRegistries, more, imageLimits);
  }

  /** The same with other bounds on images. */
  public Config withImageLimits(ImageLimits limits) {
    return new Config(root, insecureRegistries, credentials, limits);
  }
}
