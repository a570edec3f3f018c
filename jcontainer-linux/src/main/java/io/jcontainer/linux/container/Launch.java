package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.rootfs.PreparedRoot;
import io.jcontainer.linux.rootfs.PreparedRoot.PreparedMount;
import io.jcontainer.linux.rootfs.RootfsBuilder;
import io.jcontainer.linux.security.UserIdentity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program with the descriptors that it is sent with.
 *
 * @param program compiled
 * @param descriptors in the order that gives them their numbers; all somebody else's
 */
record Launch(Program program, List<Descriptor> descriptors) {
  Launch {
    descriptors = List.copyOf(descriptors);
  }

  static Launch of(
      Engine engine,
      ContainerId id,
      ContainerSpec spec,
      PreparedRoot root,
      UserIdentity user,
      GroupDescriptors group,
      StandardStreams streams) {
    DescriptorTable table =
        new DescriptorTable(
            streams.stdinChild(),
            streams.stdoutChild(),
            streams.stderrChild(),
            streams.statusChild());
    int userNamespace = table.add(engine.userNamespace());
    int overlay = table.add(root.root());
    int devices = table.add(root.devices());
    List<Integer> joinFiles = new ArrayList<>();
    group.joinFiles().forEach(file -> joinFiles.add(table.add(file)));
    int cloneInto = group.cloneInto().map(table::add).orElse(-1);
    List<LaunchPlan.MountPoint> mounts = new ArrayList<>();
    for (PreparedMount mount : root.mounts()) {
      int number = table.add(mount.mount());
      mounts.add(new LaunchPlan.MountPoint(number, mount.target(), mount.what()));
    }
    Map<String, String> environment = environment(spec, user);
    LaunchPlan plan =
        new LaunchPlan(
            RootfsBuilder.hostname(id, spec),
            spec.command(),
            environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList(),
            environment.getOrDefault("PATH", ""),
            spec.workingDirectory(),
            user,
            spec.capabilities(),
            engine.hostFacts().lastCapability(),
            engine.hostFacts().ulimits(spec.ulimits()),
            engine.seccompFilter(spec.capabilities()),
            engine.hostFacts().masks(),
            new LaunchPlan.Numbers(userNamespace, overlay, devices, joinFiles, cloneInto),
            mounts);
    return new Launch(LaunchProgram.compile(plan), table.sent());
  }

  /** What the caller and the image leave out: the home directory and the host name. */
  private static Map<String, String> environment(ContainerSpec spec, UserIdentity user) {
    Map<String, String> environment = new LinkedHashMap<>(spec.environment());
    environment.putIfAbsent("HOME", user.home());
    return environment;
  }
}
