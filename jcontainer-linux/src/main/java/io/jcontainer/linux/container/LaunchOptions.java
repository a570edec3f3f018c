package io.jcontainer.linux.container;

import io.jcontainer.ContainerSpec;
import io.jcontainer.Namespace;
import io.jcontainer.linux.security.LandlockRules;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a container has asked for beyond the usual. One that asks for nothing gets no step of it.
 *
 * @param label that the command runs under
 * @param landlock that the files are walled in by
 * @param newPrivileges whether they may be gained
 * @param sysctls of its own namespaces
 * @param ownNames whether host and domain name are its own
 * @param domainName or empty
 * @param channels descriptors of the command that lead to the JVM
 * @param initFilter the system call filter of its init, if it has one
 */
record LaunchOptions(
    Optional<SecurityLabel> label,
    Optional<LandlockRules> landlock,
    boolean newPrivileges,
    Map<String, String> sysctls,
    boolean ownNames,
    String domainName,
    Set<Integer> channels,
    Optional<byte[]> initFilter) {
  static final LaunchOptions NONE =
      new LaunchOptions(
          Optional.empty(),
          Optional.empty(),
          false,
          Map.of(),
          true,
          "",
          Set.of(),
          Optional.empty());

  LaunchOptions {
    channels = Collections.unmodifiableSet(new TreeSet<>(channels));
    sysctls = Collections.unmodifiableMap(new TreeMap<>(sysctls));
  }

  static LaunchOptions of(ContainerSpec spec, HostFacts host) {
    return new LaunchOptions(
        SecurityLabel.of(spec.security()),
        host.landlock().rules(spec),
        spec.security().newPrivileges(),
        spec.namespaces().sysctls(),
        !spec.namespaces().shared().containsKey(Namespace.UTS),
        spec.namespaces().domainName(),
        spec.process().channels(),
        spec.process().init() ? Optional.of(InitSteps.filter()) : Optional.empty());
  }
}
