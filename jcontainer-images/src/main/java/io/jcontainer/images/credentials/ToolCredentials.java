package io.jcontainer.images.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.InvalidSpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What {@code docker login} and {@code podman login} have left. The first of these that knows a
 * registry counts:
 *
 * <ol>
 *   <li>the environment variable {@code DOCKER_AUTH_CONFIG}, which holds such a document
 *   <li>the file that {@code REGISTRY_AUTH_FILE} names
 *   <li>{@code $DOCKER_CONFIG/config.json}, or else {@code ~/.docker/config.json}
 *   <li>{@code $XDG_RUNTIME_DIR/containers/auth.json}, or else {@code
 *       /run/containers/<uid>/auth.json}
 *   <li>{@code $XDG_CONFIG_HOME/containers/auth.json}, or else {@code
 *       ~/.config/containers/auth.json}
 * </ol>
 *
 * They are read anew each time, so a login counts at once. A file that is not there is passed over;
 * one that cannot be read or is damaged is an error, because whoever wrote it meant it.
 *
 * @see <a
 *     href="https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md">containers-auth.json(5)</a>
 */
public final class ToolCredentials {
  private static final int LARGEST = 1 << 20;

  private final Map<String, String> environment;
  private final Path home;
  private final Path run;
  private final List<Path> first;
  private final boolean ofTools;

  /**
   * Looks in a user's places.
   *
   * @param run the directory of Podman's file where {@code XDG_RUNTIME_DIR} is not set
   */
  public ToolCredentials(Map<String, String> environment, Path home, Path run) {
    this(environment, home, run, List.of(), true);
  }

  private ToolCredentials(
      Map<String, String> environment, Path home, Path run, List<Path> first, boolean ofTools) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.run = run;
    this.first = List.copyOf(first);
    this.ofTools = ofTools;
  }

  /**
   * The same with files that are looked at before.
   *
   * @param andTools whether the places above are looked at as well
   */
  public ToolCredentials at(List<Path> files, boolean andTools) {
    return new ToolCredentials(environment, home, run, files, andTools);
  }

  /** Those of this process's user. */
  public static ToolCredentials ofThisUser() {
    return new ToolCredentials(
        System.getenv(),
        Path.of(System.getProperty("user.home", "/")),
        Path.of("/run/containers", user()));
  }

  private static String user() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
    } catch (IOException e) {
      throw new UncheckedIOException("/proc does not tell whose process this is", e);
    }
  }

  /**
   * The credentials for a registry.
   *
   * @param registry as in a reference
   * @param repository what is wanted there; empty for the registry as such
   * @throws InvalidSpecException if a place where they may be is damaged
   */
  public Optional<FoundCredentials> find(String registry, String repository) {
    for (Supplier<Optional<CredentialFile>> place : places()) {
      Optional<FoundCredentials> found =
          place.get().flatMap(file -> file.find(registry, repository));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private List<Supplier<Optional<CredentialFile>>> places() {
    List<Supplier<Optional<CredentialFile>>> places = new ArrayList<>();
    first.forEach(file -> places.add(() -> read(file)));
    if (!ofTools) {
      return places;
    }
    variable("DOCKER_AUTH_CONFIG")
        .ifPresent(
            text ->
                places.add(
                    () ->
                        Optional.of(
                            CredentialFile.parse(
                                text.getBytes(UTF_8), "DOCKER_AUTH_CONFIG", environment))));
    variable("REGISTRY_AUTH_FILE").ifPresent(file -> places.add(() -> read(Path.of(file))));
    places.add(() -> read(dockerFile()));
    places.add(() -> read(podmanRun()));
    places.add(() -> read(podmanConfig()));
    return places;
  }

  /** Docker's {@code config.json}. */
  Path dockerFile() {
    return variable("DOCKER_CONFIG")
        .map(Path::of)
        .orElse(home.resolve(".docker"))
        .resolve("config.json");
  }

  /** Where {@code podman login} would write. */
  Path podmanFile() {
    return variable("REGISTRY_AUTH_FILE").map(Path::of).orElseGet(this::podmanRun);
  }

  private Path podmanRun() {
    return variable("XDG_RUNTIME_DIR")
        .map(directory -> Path.of(directory, "containers"))
        .orElse(run)
        .resolve("auth.json");
  }

  private Path podmanConfig() {
    return variable("XDG_CONFIG_HOME")
        .map(Path::of)
        .orElse(home.resolve(".config"))
        .resolve("containers/auth.json");
  }

  /** A helper of this user. */
  CredentialHelper helper(String name, String asked) {
    return new CredentialHelper(name, asked, environment);
  }

  /** The helper that a file names for a registry, if it is there and does. */
  Optional<CredentialHelper> helperOf(Path file, String registry) {
    return read(file)
        .flatMap(document -> document.helper(registry))
        .map(name -> helper(name, "docker-credential-" + name + ", which " + file + " names"));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private Optional<CredentialFile> read(Path file) {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new InvalidSpecException(
          "credentials in " + file,
          "the file cannot be read (" + e.getClass().getSimpleName() + "): see its permissions");
    }
    if (bytes.length > LARGEST) {
      throw new InvalidSpecException("credentials in " + file, "it is larger than 1 MiB");
    }
    return bytes.length == 0
        ? Optional.empty()
        : Optional.of(CredentialFile.parse(bytes, file.toString(), environment));
  }
}
