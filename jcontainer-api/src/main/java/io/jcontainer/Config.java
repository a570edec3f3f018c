package io.jcontainer;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an engine keeps its state and whom it trusts. Immutable; each {@code with} returns another.
 *
 * @param root directory of the image store and of running containers; created with mode 0700
 * @param registries how registries are reached: over what, as whom, and where instead
 * @param imageLimits bounds on what an image may unpack to
 * @param spareProcesses how many processes are kept ready for the next starts and commands, from 0
 *     to {@value #MAX_SPARE_PROCESSES}. They appear after the first start, wait outside of any
 *     container for a program to carry out, have less than 256 KiB each, and end with the engine
 * @param layerArchives whether pulled layers are kept as they came, beside what they unpack to: so
 *     that images are pushed and saved without fetching them again
 * @param offline whether no registry is asked: what would ask one fails at once
 * @param imageLock which images names stand for, if that is written down
 * @param lockMode what becomes of names that are not in the lock; means nothing without one
 */
public record Config(
    Path root,
    RegistrySettings registries,
    ImageLimits imageLimits,
    int spareProcesses,
    boolean layerArchives,
    boolean offline,
    Optional<ImageLock> imageLock,
    LockMode lockMode) {
  /** The most processes that can be kept ready. */
  public static final int MAX_SPARE_PROCESSES = 64;

  private static final Path SYSTEM_ROOT = Path.of("/var/lib/jcontainer");

  /**
   * Makes the root absolute.
   *
   * @throws InvalidSpecException if the number of spare processes is out of range
   */
  public Config {
    root = root.toAbsolutePath().normalize();
    if (spareProcesses < 0 || spareProcesses > MAX_SPARE_PROCESSES) {
      throw new InvalidSpecException(
          "spare processes " + spareProcesses, "give 0 to " + MAX_SPARE_PROCESSES);
    }
  }

  /**
   * The root from the system property {@code jcontainer.root}, else the environment variable {@code
   * JCONTAINER_ROOT}, else {@code /var/lib/jcontainer}; registries as {@link
   * RegistrySettings#defaults} has them; one spare process.
   */
  public static Config defaults() {
    String property = System.getProperty("jcontainer.root", System.getenv("JCONTAINER_ROOT"));
    Path root = property == null || property.isBlank() ? SYSTEM_ROOT : Path.of(property);
    return new Config(
        root,
        RegistrySettings.defaults(),
        ImageLimits.defaults(),
        1,
        true,
        false,
        Optional.empty(),
        LockMode.STRICT);
  }

  /** The same with another root directory. */
  public Config withRoot(Path directory) {
    return new Config(
        directory,
        registries,
        imageLimits,
        spareProcesses,
        layerArchives,
        offline,
        imageLock,
        lockMode);
  }

  /** The same with registries reached in other ways. */
  public Config withRegistries(RegistrySettings settings) {
    return new Config(
        root, settings, imageLimits, spareProcesses, layerArchives, offline, imageLock, lockMode);
  }

  /** The same with one more registry that may be reached over plain HTTP: gives up secrecy. */
  public Config withInsecureRegistry(String hostAndPort) {
    return withRegistries(registries.withInsecure(hostAndPort));
  }

  /**
   * The same with credentials for one registry.
   *
   * @param registryOrPrefix {@code host:port} as in a {@link Reference}, or that and the beginning
   *     of a repository ({@code host:port/team})
   */
  public Config withCredentials(String registryOrPrefix, RegistryCredentials credentials) {
    return withRegistries(
        registries.withCredentials(sources -> sources.with(registryOrPrefix, credentials)));
  }

  /** The same with other bounds on images. */
  public Config withImageLimits(ImageLimits limits) {
    return new Config(
        root, registries, limits, spareProcesses, layerArchives, offline, imageLock, lockMode);
  }

  /** The same with so many processes kept ready; 0 for none. */
  public Config withSpareProcesses(int number) {
    return new Config(
        root, registries, imageLimits, number, layerArchives, offline, imageLock, lockMode);
  }

  /**
   * The same with or without keeping pulled layers as they came. Without, the store needs about a
   * third less; what is pushed or saved is fetched again where the image came from.
   */
  public Config withLayerArchives(boolean kept) {
    return new Config(
        root, registries, imageLimits, spareProcesses, kept, offline, imageLock, lockMode);
  }

  /** The same with no registry asked, ever: what is not in the store fails at once, and by name. */
  public Config withOffline() {
    return new Config(
        root, registries, imageLimits, spareProcesses, layerArchives, true, imageLock, lockMode);
  }

  /** The same with a lock in force that is strict: names that are not in it are not pulled. */
  public Config withImageLock(ImageLock lock) {
    return withImageLock(lock, LockMode.STRICT);
  }

  /**
   * The same with a lock in force. It is for whatever is pulled by a name without a digest, or
   * would be if it were missing; what is in the store by other ways, and what is copied between
   * registries, is not looked at.
   */
  public Config withImageLock(ImageLock lock, LockMode mode) {
    return new Config(
        root,
        registries,
        imageLimits,
        spareProcesses,
        layerArchives,
        offline,
        Optional.of(lock),
        mode);
  }

  /**
   * The same with images taken by their names as that policy says: {@link
   * RegistrySettings#withSignatures}.
   */
  public Config withSignaturePolicy(SignaturePolicy policy) {
    return withRegistries(registries.withSignatures(policy));
  }

  /**
   * The same with the credentials that Docker and Podman keep for this user, for registries that
   * have none here. They are looked for in {@code DOCKER_AUTH_CONFIG}, in the file of {@code
   * REGISTRY_AUTH_FILE}, in Docker's {@code config.json} and in Podman's {@code auth.json}, each
   * time anew. A credential helper that one of these names is run: {@code
   * docker-credential-<name>}, from the PATH. {@link Registry#credentialSource} says what was
   * found.
   */
  public Config withToolCredentials() {
    return withRegistries(registries.withCredentials(CredentialSources::withTools));
  }
}
