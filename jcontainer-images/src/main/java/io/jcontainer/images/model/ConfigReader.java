package io.jcontainer.images.model;

import io.jcontainer.Digest;
import io.jcontainer.ImageConfig;
import io.jcontainer.Platform;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration document. Docker's and OCI's are the same as far as they are used here.
 */
final class ConfigReader {
  /** Labels that are ours to set: an image cannot bring them. */
  private static final String RESERVED_LABELS = "io.jcontainer.";

  private final Descriptor.PlatformFields platform = new Descriptor.PlatformFields();
  private @Nullable List<Digest> diffIds;
  private @Nullable String rootfsType;
  private List<String> entrypoint = List.of();
  private List<String> command = List.of();
  private Map<String, String> environment = Map.of();
  private String user = "";
  private String workingDirectory = "";
  private String stopSignal = "";
  private Set<String> exposedPorts = Set.of();
  private Set<String> volumes = Set.of();
  private Map<String, String> labels = Map.of();
  private List<String> shell = List.of();
  private List<String> onBuild = List.of();
  private final HealthCheckReader healthCheck = new HealthCheckReader();

  ConfigFile read(JsonInput input) throws IOException {
    input.object(
        platform
            .addTo(new Fields())
            .with("config", this::readConfig)
            .with("rootfs", this::readRootfs));
    Platform built = platform.platform(input);
    if (!built.os().equals("linux")) {
      throw input.invalid("it is for " + built + ", and only Linux images can run here");
    }
    List<Digest> unpacked = input.required(diffIds, "rootfs");
    return new ConfigFile(
        built,
        new ImageConfig(
            entrypoint,
            command,
            environment,
            user,
            workingDirectory,
            stopSignal,
            exposedPorts,
            volumes,
            labels,
            healthCheck.check(input, shell),
            onBuild,
            unpacked));
  }

  private void readRootfs(JsonInput input) throws IOException {
    input.object(
        new Fields()
            .with("type", in -> rootfsType = in.text())
            .with("diff_ids", in -> diffIds = in.list(JsonInput::digest)));
    if (!input.required(rootfsType, "type").equals("layers")) {
      throw input.invalid("a root file system of type " + rootfsType + " is not known");
    }
    input.required(diffIds, "diff_ids");
  }

  private void readConfig(JsonInput input) throws IOException {
    input.object(
        new Fields()
            .with("Entrypoint", in -> entrypoint = in.list(JsonInput::text))
            .with("Cmd", in -> command = in.list(JsonInput::text))
            .with("Env", in -> environment = environment(in))
            .with("User", in -> user = in.text())
            .with("WorkingDir", in -> workingDirectory = absolute(in))
            .with("StopSignal", in -> stopSignal = in.text())
            .with("ExposedPorts", in -> exposedPorts = new LinkedHashSet<>(in.names()))
            .with("Volumes", in -> volumes = new LinkedHashSet<>(in.names()))
            .with("Shell", in -> shell = in.list(JsonInput::text))
            .with("Healthcheck", healthCheck::read)
            .with("OnBuild", in -> onBuild = in.list(JsonInput::text))
            .with("Labels", in -> labels = ownLabels(in)));
  }

  /** The last of two variables of the same name counts, in the place of the first. */
  private static Map<String, String> environment(JsonInput input) throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String variable : input.list(JsonInput::text)) {
      int equals = variable.indexOf('=');
      if (equals <= 0) {
        // not shown: it may be half of a secret
        throw input.invalid("an environment variable is not written as NAME=value");
      }
      variables.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return variables;
  }

  private static String absolute(JsonInput input) throws IOException {
    String path = input.text();
    if (!path.isEmpty() && !path.startsWith("/")) {
      throw input.invalid("the working directory \"" + path + "\" is not absolute");
    }
    return path;
  }

  private static Map<String, String> ownLabels(JsonInput input) throws IOException {
    Map<String, String> kept = new LinkedHashMap<>(input.textMap());
    kept.keySet().removeIf(name -> name.startsWith(RESERVED_LABELS));
    return kept;
  }
}
