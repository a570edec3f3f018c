package io.jcontainer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes a container that does not exist yet. Each call is checked at once; what a call leaves
 * out comes from the image, then from safe defaults. Not safe for use by several threads.
 */
public final class ContainerBuilder {
  private static final ByteSize DEFAULT_OUTPUT_LIMIT = ByteSize.ofMiB(1);
  private static final ByteSize SMALLEST_MEMORY = ByteSize.ofMiB(4);
  private static final Pattern ENV_NAME = Pattern.compile("[^=\\p{Cntrl}]+");
  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?");
  private static final Pattern USER = Pattern.compile("[^:\\p{Cntrl}]*(:[^:\\p{Cntrl}]*)?");
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Supplier<JContainer> engine;
  private final Image image;
  private @Nullable List<String> command;
  private @Nullable List<String> entrypoint;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private @Nullable String workingDirectory;
  private String user;
  private @Nullable String hostname;
  private Limits limits = Limits.defaults();
  private final List<Ulimit> ulimits = new ArrayList<>();
  private final List<Mount> mounts = new ArrayList<>();
  private Storage storage = Storage.defaults();
  private boolean readOnlyRoot;
  private @Nullable Duration timeLimit;
  private @Nullable Signal stopSignal;
  private boolean detached;
  private final Set<Capability> capabilities = EnumSet.copyOf(Capability.defaults());
  private boolean openInput;
  private @Nullable TerminalSize terminal;
  private ByteSize logLimit = DEFAULT_OUTPUT_LIMIT;
  private @Nullable LogFile logFile;
  private ByteSize outputLimit = DEFAULT_OUTPUT_LIMIT;
  private SecurityOptions security = SecurityOptions.defaults();
  private NamespaceOptions namespaces = NamespaceOptions.defaults();
  private final List<Device> devices = new ArrayList<>();
  private OptionalInt oomScore = OptionalInt.empty();
  private ProcessOptions process = ProcessOptions.defaults();
  private KillRules killRules = KillRules.defaults();
  private LifeCycleOptions lifeCycle;

  ContainerBuilder(Supplier<JContainer> engine, Image image) {
    this.engine = engine;
    this.image = image;
    this.user = image.config().user();
    this.lifeCycle =
        LifeCycleOptions.defaults()
            .over(image.config().labels())
            .withHealthCheck(image.config().healthCheck());
  }

  /** Replaces the image's command; the image's entrypoint still comes first. */
  public ContainerBuilder withCommand(String... programAndArguments) {
    command = noNul("command", List.of(programAndArguments));
    return this;
  }

  /** Replaces the image's entrypoint, and with it the image's command; empty for none. */
  public ContainerBuilder withEntrypoint(String... programAndArguments) {
    entrypoint = noNul("entrypoint", List.of(programAndArguments));
    return this;
  }

  /** Sets a variable of the first process. */
  public ContainerBuilder withEnv(String name, String value) {
    checkVariable(name, value);
    environment.put(name, value);
    return this;
  }

  static void checkVariable(String name, String value) {
    if (!ENV_NAME.matcher(name).matches() || value.indexOf('\0') >= 0) {
      throw new InvalidSpecException(
          "environment variable \"" + Text.printable(name) + "\"",
          "a name has no =, control character or NUL and is not empty; a value has no NUL");
    }
  }

  /** Sets the directory that the first process starts in; it must exist in the image or a mount. */
  public ContainerBuilder withWorkingDirectory(String directory) {
    AbsolutePath.check("working directory", directory);
    workingDirectory = directory;
    return this;
  }

  /** Sets who the first process runs as: {@code user[:group]}, names of the image or numbers. */
  public ContainerBuilder withUser(String userAndGroup) {
    if (userAndGroup.isBlank() || !USER.matcher(userAndGroup).matches()) {
      throw new InvalidSpecException(
          "user \"" + Text.printable(userAndGroup) + "\"", "write user or user:group");
    }
    user = userAndGroup;
    return this;
  }

  /**
   * Puts the command into more groups than its user is in: names of the image or numbers. They
   * count for commands in the running container as well, unless those name a user.
   */
  public ContainerBuilder withGroupAdd(String... groups) {
    process = process.withGroups(List.of(groups));
    return this;
  }

  /**
   * Has an init as the first process and the command as its child. It waits for processes that
   * nobody else waits for, and passes every signal it gets on to the command; SIGKILL and SIGSTOP
   * nobody can pass on. When the command ends it ends, with the same exit code, or 128 and the
   * number of the signal that the command died of, and everything else in the container ends.
   *
   * <p>It is part of this library and no program of the image's. It may do nothing but wait and
   * send signals, and counts as one process.
   */
  public ContainerBuilder withInit() {
    process = process.withInit();
    return this;
  }

  /**
   * Gives the command a descriptor, 3 to 63, that is one end of a connection whose other end is
   * {@link Container#channel}: a way to speak with it that needs no network. The descriptor is a
   * stream socket ({@code unix(7)}); commands in the running container do not get it.
   */
  public ContainerBuilder withChannel(int descriptor) {
    process = process.withChannel(descriptor);
    return this;
  }

  /** Sets the host name; the default is the first twelve digits of the container's id. */
  public ContainerBuilder withHostname(String name) {
    if (!HOST_NAME.matcher(name).matches()) {
      throw new InvalidSpecException(
          "host name \"" + Text.printable(name) + "\"",
          "1 to 64 letters, digits, dots and hyphens, beginning and ending with a letter or digit");
    }
    hostname = name;
    return this;
  }

  /** Limits processor time to so many processors' worth, such as 0.5; enforced per 100 ms. */
  public ContainerBuilder withCpuLimit(double cpus) {
    if (!(cpus >= 0.01) || cpus > 8192) {
      throw new InvalidSpecException("cpu limit " + cpus, "it is between 0.01 and 8192 processors");
    }
    limits = limits.withCpus(cpus);
    return this;
  }

  /** Limits memory, page cache included. Swap on top is none unless {@link #withSwapLimit}. */
  public ContainerBuilder withMemoryLimit(ByteSize size) {
    if (size.compareTo(SMALLEST_MEMORY) < 0) {
      throw new InvalidSpecException(
          "memory limit " + size, "a process needs at least " + SMALLEST_MEMORY);
    }
    limits = limits.withMemory(size);
    return this;
  }

  /** Allows so much swap on top of the memory limit. */
  public ContainerBuilder withSwapLimit(ByteSize size) {
    limits = limits.withSwap(size);
    return this;
  }

  /** Limits the number of processes and threads; the default is {@value Limits#DEFAULT_PIDS}. */
  public ContainerBuilder withPidsLimit(int pids) {
    if (pids < 1) {
      throw new InvalidSpecException("pids limit " + pids, "a container has at least one process");
    }
    limits = limits.withPids(pids);
    return this;
  }

  /** Sets its share of processors that others want as well: 1 to 10,000, 100 is usual. */
  public ContainerBuilder withCpuWeight(int weight) {
    if (weight < 1 || weight > 10_000) {
      throw new InvalidSpecException("cpu weight " + weight, "it is between 1 and 10000");
    }
    limits = limits.withCpuWeight(weight);
    return this;
  }

  /** Has it run on these processors alone, such as {@code 0-3,6}. */
  public ContainerBuilder withCpuSet(String processors) {
    limits = limits.withCpuSet(CpuSet.of(processors));
    return this;
  }

  /** Has the kernel take memory back from others before it takes this much from the container. */
  public ContainerBuilder withMemoryReservation(ByteSize size) {
    limits = limits.withMemoryReservation(size);
    return this;
  }

  /** Sets its share of disks that others want as well: 1 to 1000, 100 is usual. */
  public ContainerBuilder withIoWeight(int weight) {
    limits = limits.withIo(limits.io().withWeight(weight));
    return this;
  }

  /** Limits how fast it may read from a disk and write to it. */
  public ContainerBuilder withDeviceRate(DeviceRate rate) {
    limits = limits.withIo(limits.io().withRate(rate));
    return this;
  }

  /** Sets a file of its control groups, such as {@code memory.high}, as it is. */
  public ContainerBuilder withCgroupSetting(String file, String value) {
    limits = limits.withSetting(file, value);
    return this;
  }

  /** Sets a resource limit of each process. */
  public ContainerBuilder withUlimit(Ulimit.Resource resource, long soft, long hard) {
    Ulimit ulimit = new Ulimit(resource, soft, hard);
    ulimits.removeIf(other -> other.resource() == resource);
    ulimits.add(ulimit);
    return this;
  }

  /** Shows a directory or file of the host inside the container. */
  public ContainerBuilder withBind(Path source, String target, BindMode mode) {
    return with(new Mount.Bind(source, target, mode));
  }

  /** The same with options. */
  public ContainerBuilder withBind(
      Path source, String target, BindMode mode, BindOption... options) {
    return with(new Mount.Bind(source, target, mode, Set.of(options)));
  }

  /** Shows a volume inside the container; it is made when there is none of that name. */
  public ContainerBuilder withVolume(Volume volume, String target) {
    return withVolume(volume, target, BindMode.READ_WRITE);
  }

  /** The same, read-only if asked. */
  public ContainerBuilder withVolume(Volume volume, String target, BindMode mode) {
    return with(new Mount.Stored(volume, target, mode));
  }

  /**
   * Shows another image inside the container, read-only: its files alone, nothing of its
   * configuration. It stays in the store as long as the container does.
   */
  public ContainerBuilder withImageMount(Image shown, String target) {
    return with(new Mount.OfImage(shown, target));
  }

  /** The same with one directory or file of the image, such as {@code /usr/share/data}. */
  public ContainerBuilder withImageMount(Image shown, String target, String subpath) {
    return with(new Mount.OfImage(shown, target, subpath));
  }

  /** Shows the binds, volumes and images of another container at the same places. */
  public ContainerBuilder withVolumesFrom(Container other) {
    for (Mount mount : other.spec().mounts()) {
      if (!(mount instanceof Mount.Tmpfs)) {
        with(mount);
      }
    }
    return this;
  }

  /** Shows fresh memory inside the container, mode 1777. */
  public ContainerBuilder withTmpfs(String target, ByteSize size) {
    return with(new Mount.Tmpfs(target, size));
  }

  /** The same with these permission bits, such as {@code 0700}. */
  public ContainerBuilder withTmpfs(String target, ByteSize size, int mode) {
    return with(new Mount.Tmpfs(target, size, mode));
  }

  /** Sets the size of {@code /dev/shm}. */
  public ContainerBuilder withSharedMemorySize(ByteSize size) {
    storage = storage.withSharedMemory(size);
    return this;
  }

  /**
   * Limits what the container may write into its root file system; what it mounts has sizes of its
   * own. With a limit, writes go to memory that counts to the memory limit, and the number of files
   * is limited too, to one for each KiB. Needs Linux 6.15.
   */
  public ContainerBuilder withDiskLimit(ByteSize size) {
    storage = storage.withDisk(size);
    return this;
  }

  /**
   * Shows something secret as the file {@code /run/secrets/<name>}, in memory that is never swapped
   * out, readable by the container's user alone. Root of the container can read it all the same.
   */
  public ContainerBuilder withSecret(String name, byte[] content) {
    checkFree(Secret.DIRECTORY);
    storage = storage.withSecret(new Secret(name, content));
    return this;
  }

  private void checkFree(String target) {
    if (mounts.stream().anyMatch(other -> other.target().equals(target))) {
      throw new InvalidSpecException(
          "mount target " + target, "something is mounted there already");
    }
  }

  private ContainerBuilder with(Mount mount) {
    checkFree(mount.target());
    boolean ofSecrets =
        mount.target().equals(Secret.DIRECTORY)
            || mount.target().startsWith(Secret.DIRECTORY + "/");
    if (ofSecrets && !storage.secrets().isEmpty()) {
      throw new InvalidSpecException("mount target " + mount.target(), "secrets are there");
    }
    mounts.add(mount);
    return this;
  }

  /** Makes the root file system refuse writes; mounts keep their own mode. */
  public ContainerBuilder withReadOnlyRoot() {
    readOnlyRoot = true;
    return this;
  }

  /** Kills the container after so much wall time. */
  public ContainerBuilder withTimeLimit(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new InvalidSpecException("time limit " + limit, "it is longer than nothing");
    }
    timeLimit = limit;
    return this;
  }

  /**
   * Kills the container once all its processes together have used so much processor time, user and
   * system. It is looked at when the time can be used up at the earliest, then every 5 ms.
   */
  public ContainerBuilder withCpuTimeLimit(Duration limit) {
    killRules = killRules.withCpuTimeLimit(limit);
    return this;
  }

  /**
   * Ends the whole container when the kernel kills one of its processes for want of memory, which
   * on cgroup v1 leaves the others running otherwise; on cgroup v2 containers end so anyway.
   */
  public ContainerBuilder withOutOfMemoryGroupKill() {
    killRules = killRules.withWholeOnOutOfMemory();
    return this;
  }

  /** Sets what {@link Container#stop} sends first; the default is the image's, then SIGTERM. */
  public ContainerBuilder withStopSignal(Signal signal) {
    stopSignal = signal;
    return this;
  }

  /**
   * Has the container outlive the JVM, and its engine: only {@link Container#remove} ends it for
   * good. Another JVM finds it with {@link JContainer#detached}. Its output goes to a log on disk
   * that takes twice the log limit at most. Such a container has no terminal and no open input.
   */
  public ContainerBuilder withDetached() {
    detached = true;
    return this;
  }

  /** Gives root in the container more power than {@link Capability#defaults()}. */
  public ContainerBuilder withCapAdd(Capability... added) {
    capabilities.addAll(List.of(added));
    return this;
  }

  /** Takes power from root in the container. */
  public ContainerBuilder withCapDrop(Capability... dropped) {
    List.of(dropped).forEach(capabilities::remove);
    return this;
  }

  /** Lets {@link Container#stdin} write to the first process; its input is empty otherwise. */
  public ContainerBuilder withStdinOpen() {
    openInput = true;
    return this;
  }

  /**
   * Gives the first process a terminal of the container as its three standard streams. All that it
   * writes is standard output then. {@code TERM} is {@code xterm} unless it is set otherwise.
   */
  public ContainerBuilder withTerminal(TerminalSize size) {
    terminal = size;
    return this;
  }

  /** Keeps the latest output, both streams together, in so much memory; the default is 1 MiB. */
  public ContainerBuilder withLogLimit(ByteSize limit) {
    logLimit = limit;
    return this;
  }

  /**
   * Writes the output to a file as well, whose directory exists, and renames it when it is full.
   */
  public ContainerBuilder withLogFile(LogFile file) {
    logFile = file;
    return this;
  }

  /** Sets system call filter, labels and protected paths. */
  public ContainerBuilder withSecurity(SecurityOptions options) {
    security = options;
    return this;
  }

  /**
   * Runs it privileged, giving up the seccomp filter, the protected paths, {@code no_new_privs} and
   * every limit of capabilities. Two walls stay: the user namespace, so that root in it is nobody
   * outside, and the other namespaces.
   */
  public ContainerBuilder withPrivilegesOfItsUserNamespaceUnconfined() {
    capabilities.addAll(EnumSet.allOf(Capability.class));
    return withSecurity(
        security
            .withSeccomp(SeccompProfile.unconfined())
            .withNewPrivilegesAllowed()
            .withAllSystemPathsUnprotected());
  }

  /** Sets which namespaces are shared with other containers, and what is set up in its own. */
  public ContainerBuilder withNamespaces(NamespaceOptions options) {
    namespaces = options;
    return this;
  }

  /**
   * Gives a device of the host, usable by root of the container as the host's root may use it, and
   * by others as the node's mode says.
   *
   * @param target absolute path beneath {@code /dev} in the container
   */
  public ContainerBuilder withDevice(Path host, String target) {
    Device device = new Device(host, target);
    if (devices.stream().anyMatch(other -> other.target().equals(target))) {
      throw new InvalidSpecException("device target " + target, "a device is there already");
    }
    devices.add(device);
    return this;
  }

  /**
   * Sets how readily the kernel kills its processes when the whole host is out of memory: 1000
   * first of all, -1000 never, whatever else has to die for it ({@code proc(5)}, oom_score_adj).
   */
  public ContainerBuilder withOomScore(int score) {
    if (score < -1000 || score > 1000) {
      throw new InvalidSpecException("oom score " + score, "it is between -1000 and 1000");
    }
    oomScore = OptionalInt.of(score);
    return this;
  }

  /** Names it, for people and {@link JContainer#find}; the default is the beginning of its id. */
  public ContainerBuilder withName(String name) {
    lifeCycle = lifeCycle.withName(name);
    return this;
  }

  /** Puts a label on it, which replaces one of its image. */
  public ContainerBuilder withLabel(String label, String value) {
    lifeCycle = lifeCycle.withLabel(label, value);
    return this;
  }

  /** Puts labels on it. */
  public ContainerBuilder withLabels(Map<String, String> labels) {
    labels.forEach(this::withLabel);
    return this;
  }

  /** Removes it when it has ended; how it ended is told all the same, and its logs stay. */
  public ContainerBuilder withAutoRemove() {
    lifeCycle = lifeCycle.withAutoRemove();
    return this;
  }

  /** Sets whether it is started again when it has ended. */
  public ContainerBuilder withRestartPolicy(RestartPolicy policy) {
    lifeCycle = lifeCycle.withRestart(policy);
    return this;
  }

  /** Checks its health so, not as its image says. */
  public ContainerBuilder withHealthCheck(HealthCheck check) {
    lifeCycle = lifeCycle.withHealthCheck(Optional.of(check));
    return this;
  }

  /** Does not check its health, whatever its image says. */
  public ContainerBuilder withoutHealthCheck() {
    lifeCycle = lifeCycle.withHealthCheck(Optional.empty());
    return this;
  }

  /** Keeps so many bytes of each output stream; more is read and dropped. */
  public ContainerBuilder withOutputLimit(ByteSize limit) {
    if (limit.bytes() > Integer.MAX_VALUE - 8) {
      throw new InvalidSpecException("output limit " + limit, "output is kept in memory");
    }
    outputLimit = limit;
    return this;
  }

  /** The same with a choice of what becomes of a container that writes more to either stream. */
  public ContainerBuilder withOutputLimit(ByteSize limit, OutputLimitAction action) {
    killRules = killRules.withOnOutputLimit(action);
    return withOutputLimit(limit);
  }

  /**
   * Makes the container without starting it.
   *
   * @throws InvalidSpecException if there is no command
   * @throws JContainerException if it cannot be made
   */
  public Container create() {
    return engine.get().create(spec());
  }

  /**
   * Makes the container and starts it. When this returns, its first process is the command.
   *
   * @throws StartException if it cannot be started: nothing of it is left then
   */
  public Container start() {
    return start(create());
  }

  private static Container start(Container container) {
    try {
      container.start();
      return container;
    } catch (RuntimeException e) {
      try {
        container.close();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /**
   * {@link #start} on a thread of its own. Cancelling it closes the container as soon as it has
   * started.
   */
  public CompletableFuture<Container> startAsync() {
    JContainer target = engine.get();
    ContainerSpec spec = spec();
    return Async.call("start", () -> start(target.create(spec)), Container::close);
  }

  /** {@link #run} on a thread of its own. Cancelling it kills and removes the container. */
  public CompletableFuture<RunResult> runAsync() {
    JContainer target = engine.get();
    ContainerSpec spec = spec();
    return Async.call("run", () -> run(start(target.create(spec))));
  }

  /**
   * Starts the container, waits for its end, collects its output and removes it.
   *
   * @throws StartException if it cannot be started
   * @throws InterruptedException if interrupted while waiting: the container is killed and removed
   */
  public RunResult run() throws InterruptedException {
    return run(start());
  }

  private static RunResult run(Container started) throws InterruptedException {
    try (Container container = started) {
      ExitStatus status = container.waitFor();
      Output output = container.logs();
      return new RunResult(
          status, output.stdoutText(), output.stderrText(), output.truncated(), container.usage());
    }
  }

  private void checkDetached() {
    if (lifeCycle.autoRemove() || lifeCycle.restart().when() != RestartPolicy.When.NO) {
      throw new InvalidSpecException(
          "detached container",
          "its automatic removal and restart are an engine's work, and there may be none");
    }
  }

  /** The description frozen as it stands. */
  public ContainerSpec spec() {
    if (detached && !killRules.equals(KillRules.defaults())) {
      throw new InvalidSpecException(
          "limit of processor time, output or memory that kills a detached container",
          "this JVM enforces it, which the container outlives: leave it, or do not detach");
    }
    if (detached) {
      checkDetached();
    }
    if (hostname != null && namespaces.shared().containsKey(Namespace.UTS)) {
      throw new InvalidSpecException(
          "host name " + hostname, "the UTS namespace is another container's; set it there");
    }
    ImageConfig config = image.config();
    Map<String, String> env = new LinkedHashMap<>();
    env.put("PATH", DEFAULT_PATH);
    env.putAll(config.environment());
    env.putAll(environment);
    String directory = workingDirectory;
    boolean fromImage = directory == null && !config.workingDirectory().isEmpty();
    return new ContainerSpec(
        image,
        commandLine(config),
        env,
        directory != null ? directory : fromImage ? config.workingDirectory() : "/",
        fromImage,
        user,
        hostname == null ? "" : hostname,
        limits,
        ulimits,
        mounts,
        storage,
        readOnlyRoot,
        Optional.ofNullable(timeLimit),
        stopSignal(config),
        detached,
        capabilities,
        openInput,
        Optional.ofNullable(terminal),
        logLimit,
        Optional.ofNullable(logFile),
        outputLimit,
        security,
        namespaces,
        devices,
        oomScore,
        process,
        killRules,
        lifeCycle);
  }

  private List<String> commandLine(ImageConfig config) {
    List<String> line = new ArrayList<>(entrypoint == null ? config.entrypoint() : entrypoint);
    if (command != null) {
      line.addAll(command);
    } else if (entrypoint == null) {
      line.addAll(config.command());
    }
    if (line.isEmpty() || line.getFirst().isEmpty()) {
      throw new InvalidSpecException(
          "container of " + image, "the image names no command: call withCommand");
    }
    return line;
  }

  private Signal stopSignal(ImageConfig config) {
    if (stopSignal != null) {
      return stopSignal;
    }
    return config.stopSignal().isEmpty() ? Signal.TERM : Signal.parse(config.stopSignal());
  }

  private static List<String> noNul(String what, List<String> words) {
    for (String word : words) {
      if (word.indexOf('\0') >= 0) {
        throw new InvalidSpecException(
            what + " \"" + Text.printable(word) + "\"", "an argument cannot hold NUL");
      }
    }
    return words;
  }
}
