package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Namespace;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.linux.keep.KeeperPlan;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.rootfs.PreparedRoot;
import io.jcontainer.linux.rootfs.PreparedRoot.PreparedMount;
import io.jcontainer.linux.rootfs.RootfsBuilder;
import io.jcontainer.linux.security.UserIdentity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** The first half of a start: the first process in its namespaces. */
  static Launch birth(
      Engine engine,
      IdSpace ids,
      ContainerSpec spec,
      GroupDescriptors group,
      SharedNamespaces shared,
      Optional<Keeping> keeping,
      DescriptorTable table) {
    SecurityLabel.of(spec.security()).ifPresent(label -> label.require(engine.kernel()));
    var _ = engine.hostFacts().landlock().rules(spec); // refused before anything is made
    int userNamespace = table.add(ids.userNamespace());
    List<Integer> joinFiles = group.joinFiles().stream().map(table::add).toList();
    int cloneInto = group.cloneInto().map(table::add).orElse(-1);
    Map<Namespace, Integer> joined = shared.addTo(table);
    Optional<KeeperPlan> keeper = keeping.map(keep -> keep.addTo(table));
    BirthPlan plan =
        new BirthPlan(
            table.status(),
            engine.hostFacts().ulimits(spec.ulimits()),
            userNamespace,
            joinFiles,
            cloneInto,
            spec.oomScore(),
            joined,
            keeper);
    Launch launch = new Launch(BirthProgram.compile(plan), table.takeUnsent());
    keeper.ifPresent(closed -> table.closedFrom(closed.stdout()));
    return launch;
  }

  /** The second half: that process becomes the command. */
  static Launch of(
      Engine engine,
      ContainerId id,
      ContainerSpec spec,
      PreparedRoot root,
      UserIdentity user,
      DescriptorTable table) {
    int overlay = table.add(root.root());
    int devices = table.add(root.devices());
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
            engine.seccompFilter(spec),
            engine.hostFacts().masks().of(engine.kernel(), spec.security()),
            spec.terminal(),
            spec.storage().sharedMemory().bytes(),
            new LaunchPlan.Numbers(table.status(), overlay, devices),
            mounts,
            LaunchOptions.of(spec, engine.hostFacts()));
    return new Launch(LaunchProgram.compile(plan), table.takeUnsent());
  }

  /** What the caller and the image leave out: the home directory and the host name. */
  private static Map<String, String> environment(ContainerSpec spec, UserIdentity user) {
    Map<String, String> environment = new LinkedHashMap<>(spec.environment());
    environment.putIfAbsent("HOME", user.home());
    if (spec.terminal().isPresent()) {
      environment.putIfAbsent("TERM", "xterm");
    }
    return environment;
  }
}
