package io.jcontainer;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Everything about a container that is known before it starts. Immutable; made by {@link
 * ContainerBuilder}, which has merged in the image's configuration.
 *
 * @param image what it runs from
 * @param command program and arguments, at least one
 * @param environment of the first process, nothing of the host's
 * @param workingDirectory absolute
 * @param createWorkingDirectory whether to create it when the image lacks it (an image's own
 *     choice)
 * @param user {@code user[:group]} by name or number; empty for root
 * @param hostname the UTS host name
 * @param limits of the control groups
 * @param ulimits of each process, on top of the defaults
 * @param mounts in the order in which they are made
 * @param storage sizes of file systems
 * @param readOnlyRoot whether the root file system refuses writes
 * @param timeLimit wall time after which the container is killed
 * @param stopSignal what {@link Container#stop} sends first
 * @param detached whether it outlives the JVM
 * @param capabilities what root in the container may do
 * @param openInput whether somebody may write to the first process's standard input
 * @param terminal the size of the terminal that the first process gets, if it gets one
 * @param logLimit how much memory the latest output takes
 * @param logFile where the output is written to, if it is
 * @param outputLimit how much of each output stream is kept
 * @param security how it is confined beside its capabilities
 * @param namespaces what its namespaces are
 * @param devices of the host that it may use
 * @param oomScore how readily the kernel kills it when the host is out of memory, -1000 to 1000;
 *     empty for that of this process
 * @param process what the first process is beside its command
 * @param killRules what ends it beside its wall time limit
 * @param lifeCycle what it is called, and what is done with it without being asked
 */
public record ContainerSpec(
    Image image,
    List<String> command,
    Map<String, String> environment,
    String workingDirectory,
    boolean createWorkingDirectory,
    String user,
    String hostname,
    Limits limits,
    List<Ulimit> ulimits,
    List<Mount> mounts,
    Storage storage,
    boolean readOnlyRoot,
    Optional<Duration> timeLimit,
    Signal stopSignal,
    boolean detached,
    Set<Capability> capabilities,
    boolean openInput,
    Optional<TerminalSize> terminal,
    ByteSize logLimit,
    Optional<LogFile> logFile,
    ByteSize outputLimit,
    SecurityOptions security,
    NamespaceOptions namespaces,
    List<Device> devices,
    OptionalInt oomScore,
    ProcessOptions process,
    KillRules killRules,
    LifeCycleOptions lifeCycle) {
  /** Copies the collections. */
  public ContainerSpec {
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    ulimits = List.copyOf(ulimits);
    mounts = List.copyOf(mounts);
    capabilities = Set.copyOf(capabilities);
    devices = List.copyOf(devices);
  }
}
