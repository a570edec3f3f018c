package io.jcontainer.benchmarks.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcontainer.Capability;
import io.jcontainer.benchmarks.workspace.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A bundle of the OCI runtime specification: the configuration that {@code runc spec} or {@code
 * crun spec} writes, changed so that it runs {@code /bin/true} from the shared root file system.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">its format</a>
 */
final class OciBundle {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MEMORY = 64 << 20;
  private static final int CPU_PERIOD = 100_000;
  private static final int FIRST_ID = 1_000_000;
  private static final int IDS = 65_536;

  private OciBundle() {}

  /** How much of what this library does the runtime is asked to do. */
  enum Isolation {
    /** This library's namespaces, limits, capabilities and filter. */
    SAME(
        "",
        "no overlay; user and cgroup namespace, limits, this library's capabilities and filter"),
    /** Namespaces, mounts and masks of the specification's own example, and limits. */
    SPEC(", as its spec", "no overlay, no user namespace, no filter; limits"),
    /** Likewise, but without control groups and so without limits. */
    SPEC_WITHOUT_CGROUP(
        ", no cgroup", "no overlay, no user namespace, no filter, no control group, no limits");

    private final String suffix;
    private final String note;

    Isolation(String suffix, String note) {
      this.suffix = suffix;
      this.note = note;
    }

    /** What tells the runtime's rows apart. */
    String suffix() {
      return suffix;
    }

    /** In words. */
    String note() {
      return note;
    }
  }

  /**
   * Writes a bundle.
   *
   * @param runtime whose {@code spec} command begins it
   * @param directory to write it to, empty
   */
  static void write(Path runtime, Path directory, Path rootFilesystem, Isolation isolation) {
    Command.demand(
        List.of(
            "sh", "-c", "cd \"$0\" && exec \"$1\" spec", directory.toString(), runtime.toString()));
    Path file = directory.resolve("config.json");
    try {
      ObjectNode config = (ObjectNode) JSON.readTree(Files.readString(file));
      change(config, rootFilesystem, isolation);
      Files.writeString(file, JSON.writeValueAsString(config));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot change " + file, e);
    }
  }

  static void change(ObjectNode config, Path rootFilesystem, Isolation isolation) {
    ObjectNode process = config.withObject("/process");
    process.put("terminal", false);
    process.putArray("args").add("/bin/true");
    config.withObject("/root").put("path", rootFilesystem.toString()).put("readonly", true);
    dropCgroupMount(config);
    switch (isolation) {
      case SPEC -> limit(config);
      case SPEC_WITHOUT_CGROUP -> config.withObject("/linux").remove("resources");
      case SAME -> {
        limit(config);
        addNamespaces(config);
        process.set("capabilities", capabilities());
        config.withObject("/linux").set("seccomp", SeccompProfile.json());
      }
    }
  }

  /** This library shows no cgroup file system either, and on version 1 it is ten mounts. */
  private static void dropCgroupMount(ObjectNode config) {
    ArrayNode kept = JSON.createArrayNode();
    for (JsonNode mount : config.withArray("/mounts")) {
      if (!mount.path("type").asText().equals("cgroup")) {
        kept.add(mount);
      }
    }
    config.set("mounts", kept);
  }

  private static void limit(ObjectNode config) {
    ObjectNode resources = config.withObject("/linux/resources");
    resources.putObject("memory").put("limit", MEMORY);
    resources.putObject("pids").put("limit", 64);
    resources.putObject("cpu").put("quota", CPU_PERIOD).put("period", CPU_PERIOD);
  }

  private static void addNamespaces(ObjectNode config) {
    ArrayNode namespaces = config.withArray("/linux/namespaces");
    List<String> there = namespaces.findValuesAsText("type");
    for (String type : List.of("user", "cgroup")) {
      if (!there.contains(type)) {
        namespaces.addObject().put("type", type);
      }
    }
    for (String mapping : List.of("uidMappings", "gidMappings")) {
      config
          .withObject("/linux")
          .putArray(mapping)
          .addObject()
          .put("containerID", 0)
          .put("hostID", FIRST_ID)
          .put("size", IDS);
    }
  }

  private static ObjectNode capabilities() {
    ObjectNode sets = JSON.createObjectNode();
    for (String set : List.of("bounding", "effective", "permitted")) {
      ArrayNode names = sets.putArray(set);
      Capability.defaults().stream().sorted().forEach(one -> names.add(one.toString()));
    }
    return sets;
  }
}
