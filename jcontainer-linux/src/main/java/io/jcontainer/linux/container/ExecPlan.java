package io.jcontainer.linux.container;

import io.jcontainer.Capability;
import io.jcontainer.TerminalSize;
import io.jcontainer.Ulimit;
import io.jcontainer.linux.security.LandlockRules;
import io.jcontainer.linux.security.UserIdentity;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that the program of a command in a running container is compiled from: a pure value.
 *
 * @param command program and arguments
 * @param environment {@code NAME=value} each
 * @param searchPath the value of {@code PATH}, where the program is looked for
 * @param workingDirectory absolute
 * @param user who the command runs as
 * @param capabilities what root may do
 * @param lastCapability the kernel's highest capability number
 * @param ulimits of each process
 * @param landlock that the files are walled in by
 * @param seccompFilter {@code struct sock_filter} after another
 * @param terminal the size of the terminal that it gets, if it gets one
 * @param joinFiles numbers of the v1 {@code tasks} files of its control groups
 * @param cloneInto number of the v2 control group, or -1
 * @param groupNamespace number of what the control group namespace is joined by
 */
@SuppressWarnings("ArrayRecordComponent") // the filter is handed on once, never compared
record ExecPlan(
    List<String> command,
    List<String> environment,
    String searchPath,
    String workingDirectory,
    UserIdentity user,
    Set<Capability> capabilities,
    int lastCapability,
    List<Ulimit> ulimits,
    Optional<LandlockRules> landlock,
    byte[] seccompFilter,
    Optional<TerminalSize> terminal,
    List<Integer> joinFiles,
    int cloneInto,
    int groupNamespace)
    implements CommandPlan {
  ExecPlan {
    command = List.copyOf(command);
    environment = List.copyOf(environment);
    capabilities = Set.copyOf(capabilities);
    ulimits = List.copyOf(ulimits);
    joinFiles = List.copyOf(joinFiles);
  }

  @Override
  public int status() {
    return DescriptorTable.STATUS;
  }

  @Override
  public Set<Integer> channels() {
    return Set.of();
  }
}
