package io.jcontainer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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
 * @param onBuild instructions for whoever builds on it ({@code ONBUILD} of a Dockerfile)
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
    List<String> onBuild,
    List<Digest> diffIds) {
  /** Copies the collections and keeps their order. */
  public ImageConfig {
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    exposedPorts = Set.copyOf(exposedPorts);
    volumes = Set.copyOf(volumes);
    labels = Map.copyOf(labels);
    onBuild = List.copyOf(onBuild);
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
        List.of(),
        List.of());
  }

  /** The same with another entrypoint; none if there are no words. The command stays. */
  public ImageConfig withEntrypoint(String... words) {
    return change(change -> change.entrypoint = words("entrypoint", words));
  }

  /** The same with another command; none if there are no words. */
  public ImageConfig withCommand(String... words) {
    return change(change -> change.command = words("command", words));
  }

  /**
   * The same with a variable of the environment, in the place of one that has the name.
   *
   * @throws InvalidSpecException if the name is empty or has {@code =} or a control character, or
   *     the value has NUL
   */
  public ImageConfig withEnv(String name, String value) {
    ContainerBuilder.checkVariable(name, value);
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(name, value);
    return change(change -> change.environment = all);
  }

  /** The same without a variable of the environment. */
  public ImageConfig withoutEnv(String name) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.remove(name);
    return change(change -> change.environment = all);
  }

  /** The same with another user: {@code user[:group]} by name or number; empty for root. */
  public ImageConfig withUser(String userAndGroup) {
    return change(change -> change.user = text("user", userAndGroup));
  }

  /**
   * The same with another working directory.
   *
   * @throws InvalidSpecException if it is not absolute, or has {@code .} or {@code ..}
   */
  public ImageConfig withWorkingDirectory(String directory) {
    AbsolutePath.check("working directory", directory);
    return change(change -> change.workingDirectory = directory);
  }

  /** The same with another signal that asks it to end. */
  public ImageConfig withStopSignal(Signal signal) {
    return change(change -> change.stopSignal = signal.toString());
  }

  /**
   * The same with these TCP ports beside those that it exposes.
   *
   * @throws InvalidSpecException if one is not from 1 to 65535
   */
  public ImageConfig withExposedPorts(int... ports) {
    Set<String> all = new LinkedHashSet<>(exposedPorts);
    for (int port : ports) {
      if (port < 1 || port > 65_535) {
        throw new InvalidSpecException("port " + port, "it is from 1 to 65535");
      }
      all.add(port + "/tcp");
    }
    return withExposedPorts(all);
  }

  /** The same exposing these ports and no others, such as {@code 53/udp}. */
  public ImageConfig withExposedPorts(Set<String> ports) {
    return change(change -> change.exposedPorts = ports);
  }

  /**
   * The same with a path that wants a volume beside those that do.
   *
   * @throws InvalidSpecException if it is not absolute, or has {@code .} or {@code ..}
   */
  public ImageConfig withVolume(String path) {
    AbsolutePath.check("volume", path);
    Set<String> all = new LinkedHashSet<>(volumes);
    all.add(path);
    return withVolumes(all);
  }

  /** The same where these paths and no others want a volume. */
  public ImageConfig withVolumes(Set<String> paths) {
    return change(change -> change.volumes = paths);
  }

  /** The same with a label, in the place of one that has the name. */
  public ImageConfig withLabel(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.put(text("label", name), text("value of label " + name, value));
    return withLabels(all);
  }

  /** The same with these labels and no others. */
  public ImageConfig withLabels(Map<String, String> all) {
    return change(change -> change.labels = all);
  }

  /** The same with another health check. */
  public ImageConfig withHealthCheck(HealthCheck check) {
    return change(change -> change.healthCheck = Optional.of(check));
  }

  /** The same without a health check. */
  public ImageConfig withoutHealthCheck() {
    return change(change -> change.healthCheck = Optional.empty());
  }

  /** The same with these instructions for whoever builds on it, and no others. */
  public ImageConfig withOnBuild(String... instructions) {
    return change(change -> change.onBuild = words("instruction", instructions));
  }

  /** The same of an image with these layers, lowest first. */
  public ImageConfig withDiffIds(List<Digest> layers) {
    return change(change -> change.diffIds = layers);
  }

  private static List<String> words(String what, String... words) {
    List<String> all = List.of(words);
    all.forEach(word -> text(what, word));
    return all;
  }

  private static String text(String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidSpecException(what + " \"" + Text.printable(text) + "\"", "it has NUL");
    }
    return text;
  }

  private ImageConfig change(Consumer<Change> what) {
    Change change = new Change(this);
    what.accept(change);
    return change.done();
  }

  /** One change on its way from one configuration to the next. */
  private static final class Change {
    private List<String> entrypoint;
    private List<String> command;
    private Map<String, String> environment;
    private String user;
    private String workingDirectory;
    private String stopSignal;
    private Set<String> exposedPorts;
    private Set<String> volumes;
    private Map<String, String> labels;
    private Optional<HealthCheck> healthCheck;
    private List<String> onBuild;
    private List<Digest> diffIds;

    Change(ImageConfig from) {
      entrypoint = from.entrypoint;
      command = from.command;
      environment = from.environment;
      user = from.user;
      workingDirectory = from.workingDirectory;
      stopSignal = from.stopSignal;
      exposedPorts = from.exposedPorts;
      volumes = from.volumes;
      labels = from.labels;
      healthCheck = from.healthCheck;
      onBuild = from.onBuild;
      diffIds = from.diffIds;
    }

    ImageConfig done() {
      return new ImageConfig(
          entrypoint,
          command,
          environment,
          user,
          workingDirectory,
          stopSignal,
          exposedPorts,
          volumes,
          labels,
          healthCheck,
          onBuild,
          diffIds);
    }
  }
}
