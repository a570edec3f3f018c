package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.CgroupException;
import io.jcontainer.ContainerId;
import io.jcontainer.CpuSet;
import io.jcontainer.DeviceRate;
import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.IoLimits;
import io.jcontainer.Limits;
import io.jcontainer.Stats;
import io.jcontainer.kernel.Epoll;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.linux.Disks;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every implementation of {@link Cgroup} does, on the real kernel with real processes. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
abstract class CgroupContract {
  static final Duration SOON = Duration.ofSeconds(20);
  private static final String BUSY = "while :; do :; done";

  final Kernel kernel = new LinuxKernel();
  final String engineId = "test-" + UUID.randomUUID();
  CgroupLayout layout;
  CgroupTree tree;
  EngineGroups engine;
  private final List<Cgroup> made = new ArrayList<>();

  /** What to test on, given what the host has. */
  abstract CgroupLayout layout(CgroupLayout host);

  /** Whether a group that ran out of memory ends as a whole, not one process of it. */
  abstract boolean endsTogether();

  /** The controllers whose hierarchies have a group of it; {@code v2} for that one. */
  abstract List<String> serving();

  @BeforeEach
  void open() {
    layout = layout(CgroupLayout.detect(kernel));
    tree = new CgroupTree(kernel, layout);
    engine = tree.engine(engineId);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (engine == null) {
      return;
    }
    for (Cgroup cgroup : made) {
      if (!cgroup.remove(Duration.ZERO)) {
        cgroup.kill();
        assertThat(cgroup.remove(SOON)).as("removed %s", cgroup.id()).isTrue();
      }
    }
    engine.close();
    assertThat(leftovers(engineId)).isEmpty();
  }

  /** The directories of an engine: it makes them in this process's own groups, or beside. */
  List<Path> leftovers(String engine) {
    String name = "jcontainer-" + engine;
    return layout.hierarchies().stream()
        .map(each -> Path.of(each.ownDirectory()))
        .flatMap(own -> Stream.of(own.resolve(name), own.resolveSibling(name)))
        .filter(Files::isDirectory)
        .toList();
  }

  Cgroup create(Limits limits) {
    Cgroup cgroup = engine.create(ContainerId.random(), limits);
    made.add(cgroup);
    return cgroup;
  }

  static Limits limits(OptionalDouble cpus, Optional<ByteSize> memory, int pids) {
    return new Limits(cpus, memory, Optional.empty(), pids);
  }

  static Limits memory(long mebibytes) {
    return limits(
        OptionalDouble.empty(), Optional.of(ByteSize.ofMiB(mebibytes)), Limits.DEFAULT_PIDS);
  }

  /** The directories of a group, as a person would look for them. */
  List<Path> directories(Cgroup cgroup) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path each : leftovers(engineId)) {
      found.add(each.resolve(cgroup.id().value()));
    }
    return found;
  }

  @Test
  void itHasAGroupInEachHierarchyThatServesAndInNoOther() throws IOException {
    List<Path> directories = directories(create(Limits.defaults()));
    assertThat(directories).allSatisfy(each -> assertThat(each).isDirectory());
    Stream<Hierarchy> used =
        layout.hierarchies().stream()
            .filter(each -> directories.stream().anyMatch(at -> at.startsWith(each.mountPoint())));
    Stream<Hierarchy> serving =
        layout.hierarchies().stream()
            .filter(each -> Stream.of(each.title().split(",")).anyMatch(serving()::contains));
    assertThat(used).containsExactlyInAnyOrderElementsOf(serving.toList());
  }

  @Test
  void aProcessThatJoinedIsAMemberAndOthersAreNot() {
    Cgroup cgroup = create(Limits.defaults());
    try (Member member = Member.start(cgroup, "read line")) {
      cgroup.verifyMember(member.pid());
      assertThatThrownBy(() -> cgroup.verifyMember((int) ProcessHandle.current().pid()))
          .isInstanceOf(CgroupException.class)
          .hasMessageContaining("is in the wrong control group");
    }
    assertThatThrownBy(() -> cgroup.verifyMember(Integer.MAX_VALUE))
        .isInstanceOf(CgroupException.class)
        .hasMessageContaining("ENOENT");
  }

  @Test
  void whatIsRefusedAndUsedIsCounted() {
    Cgroup cgroup = create(limits(OptionalDouble.empty(), Optional.empty(), 2));
    assertThat(cgroup.refusedProcesses()).isZero();
    try (Member member = Member.start(cgroup, "/bin/true | /bin/true | /bin/true; exit 7")) {
      assertThat(member.await()).isPositive();
    }
    assertThat(cgroup.refusedProcesses()).isPositive();
    assertThat(cgroup.cpuTime()).isPositive();
    assertThat(cgroup.remove(SOON)).isTrue();
    assertThat(cgroup.refusedProcesses()).isZero();
    assertThat(cgroup.cpuTime()).isZero();
  }

  @Test
  void aProcessThatMissesOneHierarchyIsNoMember() throws IOException {
    Cgroup cgroup = create(Limits.defaults());
    for (Path missed : directories(cgroup)) {
      List<String> files =
          directories(cgroup).stream()
              .filter(each -> !each.equals(missed))
              .map(each -> each.resolve("cgroup.procs").toString())
              .toList();
      try (Member member = Member.joining(files, "read line")) {
        assertThatThrownBy(() -> cgroup.verifyMember(member.pid()))
            .isInstanceOf(CgroupException.class)
            .hasMessageContaining("planned");
      }
    }
  }

  @Test
  void whatIsForkedIsAMemberToo() {
    Cgroup cgroup = create(Limits.defaults());
    try (Member member = Member.start(cgroup, "sleep 300 & echo $!; wait")) {
      cgroup.verifyMember(Integer.parseInt(member.line()));
    }
    cgroup.kill();
  }

  @Test
  void theMemoryLimitKillsAndTheCounterSaysSo() {
    Cgroup cgroup = create(memory(64));
    try (Member member =
        Member.start(cgroup, "head -c 300m /dev/zero | tail > /dev/null; echo ended")) {
      assertThat(member.await()).isEqualTo(endsTogether() ? 137 : 0);
    }
    CgroupUsage usage = cgroup.usage();
    assertThat(usage.oomKills()).isPositive();
    assertThat(usage.peakMemory()).isBetween(ByteSize.ofMiB(32), ByteSize.ofMiB(64));
  }

  @Test
  void whoWatchesTheMemoryIsToldThatItIsShortAndNotAgainBeforeItIsAgain() {
    Cgroup cgroup = create(memory(64));
    try (OomNotice notice = cgroup.outOfMemory().orElseThrow();
        Fd epoll = kernel.epoll()) {
      kernel.epollControl(epoll, Epoll.CTL_ADD, notice.file(), notice.events(), 1);
      assertThat(ready(epoll, 0)).isZero();
      for (int round = 1; round <= 2; round++) {
        try (Member member = Member.start(cgroup, "head -c 300m /dev/zero | tail > /dev/null")) {
          assertThat(member.await()).isNotNegative();
        }
        assertThat(ready(epoll, 1000)).isOne();
        notice.acknowledge();
        assertThat(ready(epoll, 0)).isZero();
        assertThat(cgroup.oomKills()).isGreaterThanOrEqualTo(round);
      }
    }
  }

  private int ready(Fd epoll, int timeoutMillis) {
    return kernel.epollWait(epoll, new long[1], new int[1], timeoutMillis);
  }

  @Test
  void whatFitsTheMemoryLimitIsNotKilled() {
    Cgroup cgroup = create(memory(64));
    try (Member member = Member.start(cgroup, "head -c 20m /dev/zero | tail | wc -c; exit 7")) {
      assertThat(member.line()).isEqualTo("" + ByteSize.ofMiB(20).bytes());
      assertThat(member.await()).isEqualTo(7);
    }
    assertThat(cgroup.usage().oomKills()).isZero();
    assertThat(cgroup.usage().peakMemory()).isBetween(ByteSize.ofMiB(20), ByteSize.ofMiB(64));
  }

  @Test
  void thePidsLimitLimits() {
    Cgroup cgroup = create(limits(OptionalDouble.empty(), Optional.empty(), 6));
    String script = "for i in 1 2 3 4 5 6 7 8; do sleep 300 > /dev/null & echo $!; done; echo all";
    List<String> lines = new ArrayList<>();
    try (Member member = Member.start(cgroup, script)) {
      for (String line = member.line(); !line.equals("null"); line = member.line()) {
        lines.add(line);
      }
    }
    assertThat(lines).hasSize(5).doesNotContain("all");
    assertThat(cgroup.usage().peakPids()).isEqualTo(6);
    cgroup.kill();
  }

  @Test
  void theCpuLimitThrottles() throws InterruptedException {
    Cgroup cgroup = create(limits(OptionalDouble.of(0.2), Optional.empty(), Limits.DEFAULT_PIDS));
    try (Member member = Member.start(cgroup, BUSY)) {
      long start = System.nanoTime();
      long before = cgroup.usage().cpuTime().toNanos();
      Thread.sleep(2000);
      double share =
          (double) (cgroup.usage().cpuTime().toNanos() - before) / (System.nanoTime() - start);
      assertThat(share).isBetween(0.02, 0.3);
      assertThat(member.isAlive()).isTrue();
    }
  }

  @Test
  void processorTimeIsCounted() {
    Cgroup cgroup = create(Limits.defaults());
    long start = System.nanoTime();
    try (Member member =
        Member.start(cgroup, "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done")) {
      assertThat(member.await()).isZero();
    }
    Duration passed = Duration.ofNanos(System.nanoTime() - start);
    CgroupUsage usage = cgroup.usage();
    assertThat(usage.cpuTime()).isBetween(Duration.ofMillis(10), passed);
    assertThat(usage.userTime()).isPositive();
    assertThat(usage.userTime().plus(usage.systemTime()))
        .isCloseTo(usage.cpuTime(), Duration.ofMillis(200));
  }

  @Test
  void limitsOfARunningGroupAreRaisedAndLowered() throws IOException {
    Cgroup cgroup = create(memory(64));
    for (long mebibytes : new long[] {128, 32, 33, 512}) {
      cgroup.update(memory(mebibytes));
      assertThat(memoryLimit(cgroup)).isEqualTo("" + ByteSize.ofMiB(mebibytes).bytes());
    }
    cgroup.update(Limits.defaults());
    assertThat(memoryLimit(cgroup)).isIn("max", "9223372036854771712");
    cgroup.update(limits(OptionalDouble.of(1.5), Optional.of(ByteSize.ofMiB(64)), 17));
    assertThat(memoryLimit(cgroup)).isEqualTo("" + ByteSize.ofMiB(64).bytes());
  }

  @Test
  void aLimitBelowWhatIsInUseIsRefusedOrKills() {
    Cgroup cgroup = create(memory(128));
    try (Member member =
        Member.start(cgroup, "x=$(head -c 40m /dev/zero | tr '\\0' x); echo filled; read line")) {
      assertThat(member.line()).isEqualTo("filled");
      try {
        cgroup.update(memory(8));
        assertThat(member.await()).isEqualTo(137);
        assertThat(cgroup.usage().oomKills()).isPositive();
      } catch (CgroupException e) {
        assertThat(e).hasMessageContaining("EBUSY").hasMessageContaining("in use");
        assertThat(member.isAlive()).isTrue();
      }
    }
  }

  @Test
  void weightAndReservationAreSetAndTakenAway() throws IOException {
    Limits wanted = Limits.defaults().withCpuWeight(300).withMemoryReservation(ByteSize.ofMiB(48));
    Cgroup cgroup = create(wanted);
    assertThat(content(cgroup, "cpu.weight", "cpu.shares")).isIn("300", "3072");
    assertThat(content(cgroup, "memory.low", "memory.soft_limit_in_bytes"))
        .isEqualTo("" + ByteSize.ofMiB(48).bytes());
    cgroup.update(Limits.defaults());
    assertThat(content(cgroup, "cpu.weight", "cpu.shares")).isIn("100", "1024");
    assertThat(content(cgroup, "memory.low", "memory.soft_limit_in_bytes"))
        .isIn("0", "9223372036854771712");
    assertThatThrownBy(() -> cgroup.update(Limits.defaults().withCpuWeight(0)))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> cgroup.update(memory(16).withMemoryReservation(ByteSize.ofMiB(17))))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("at most the memory limit");
  }

  @Test
  void aSetOfProcessorsIsKeptTo() throws IOException {
    Cgroup cgroup = create(Limits.defaults().withCpuSet(CpuSet.of("0")));
    try (Member member =
        Member.start(cgroup, "grep ^Cpus_allowed_list /proc/self/status; read line")) {
      assertThat(member.line().split("\\s+")[1]).isEqualTo("0");
      cgroup.verifyMember(member.pid());
      cgroup.update(Limits.defaults());
      String all = Files.readString(Path.of("/proc/self/status"));
      String own = Files.readString(Path.of("/proc/" + member.pid() + "/status"));
      assertThat(allowed(own)).isEqualTo(allowed(all));
      cgroup.update(Limits.defaults().withCpuSet(CpuSet.of("0")));
      own = Files.readString(Path.of("/proc/" + member.pid() + "/status"));
      assertThat(allowed(own)).endsWith("\t0");
    }
    assertThatThrownBy(() -> cgroup.update(Limits.defaults().withCpuSet(CpuSet.of("9999"))))
        .isInstanceOf(CgroupException.class);
    Cgroup other = create(Limits.defaults());
    assertThatThrownBy(() -> other.update(Limits.defaults().withCpuSet(CpuSet.of("0"))))
        .isInstanceOf(HostUnsupportedException.class)
        .hasMessageContaining("started without a set of processors");
  }

  private static String allowed(String status) {
    return status.lines().filter(l -> l.startsWith("Cpus_allowed_list")).findFirst().orElseThrow();
  }

  /** The disk that temporary files are on. */
  @Test
  @Requires(Requirement.DISK)
  void aDiskIsReadNoFasterThanAllowed(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("file"), new byte[2 << 20]);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    DeviceRate slow = DeviceRate.of(Disks.ofTemporaryFiles()).withReadBytes(ByteSize.ofMiB(1));
    Cgroup cgroup = create(Limits.defaults().withIo(IoLimits.none().withRate(slow)));
    String read = "dd if=" + file + " of=/dev/null bs=256k iflag=direct 2> /dev/null";
    long start = System.nanoTime();
    try (Member member = Member.start(cgroup, read)) {
      assertThat(member.await()).isZero();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  @Requires(Requirement.DISK)
  void ratesAreSetChangedAndTakenAway() throws IOException {
    DeviceRate rate =
        DeviceRate.of(Disks.ofTemporaryFiles())
            .withReadBytes(ByteSize.ofMiB(3))
            .withWriteBytes(ByteSize.ofMiB(2))
            .withReadOperations(300)
            .withWriteOperations(200);
    Cgroup cgroup = create(Limits.defaults().withIo(IoLimits.none().withRate(rate)));
    assertThat(reads(cgroup))
        .matches("\\d+:\\d+ (3145728|rbps=3145728 wbps=2097152 riops=300 wiops=200)");
    DeviceRate other = DeviceRate.of(Disks.ofTemporaryFiles()).withReadBytes(ByteSize.ofMiB(5));
    cgroup.update(Limits.defaults().withIo(IoLimits.none().withRate(other)));
    assertThat(reads(cgroup))
        .matches("\\d+:\\d+ (5242880|rbps=5242880 wbps=max riops=max wiops=max)");
    cgroup.update(Limits.defaults());
    assertThat(reads(cgroup)).isEmpty();
    Cgroup without = create(Limits.defaults());
    assertThatThrownBy(
            () -> without.update(Limits.defaults().withIo(IoLimits.none().withRate(other))))
        .isInstanceOf(HostUnsupportedException.class)
        .hasMessageContaining("started without limits of disks");
  }

  private String reads(Cgroup cgroup) throws IOException {
    return content(cgroup, "io.max", "blkio.throttle.read_bps_device");
  }

  @Test
  @Requires(Requirement.DISK)
  void aWeightOfDisksIsSetWhereTheKernelHasOne() throws IOException {
    Limits wanted = Limits.defaults().withIo(IoLimits.none().withWeight(250));
    try {
      Cgroup cgroup = create(wanted);
      assertThat(content(cgroup, "io.bfq.weight", "io.weight", "blkio.bfq.weight", "blkio.weight"))
          .endsWith("250");
      cgroup.update(Limits.defaults());
      assertThat(content(cgroup, "io.bfq.weight", "io.weight", "blkio.bfq.weight", "blkio.weight"))
          .endsWith("100");
    } catch (HostUnsupportedException e) {
      assertThat(e.feature()).isEqualTo(HostFeature.IO_LIMIT);
      assertThat(leftoversOfContainers()).isEmpty();
    }
  }

  private List<Path> leftoversOfContainers() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path each : leftovers(engineId)) {
      try (Stream<Path> inside = Files.list(each)) {
        inside.filter(Files::isDirectory).forEach(found::add);
      }
    }
    return found;
  }

  @Test
  void whatIsNoDiskIsRefused() {
    for (String path : List.of("/dev/null", "/no/such")) {
      DeviceRate rate = DeviceRate.of(Path.of(path)).withReadOperations(10);
      assertThatThrownBy(() -> create(Limits.defaults().withIo(IoLimits.none().withRate(rate))))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContainingAll(path, "block device");
    }
  }

  @Test
  void settingsByTheKernelsOwnNames() throws IOException {
    Cgroup cgroup = create(Limits.defaults().withSetting("pids.max", "33"));
    assertThat(content(cgroup, "pids.max")).isEqualTo("33");
    cgroup.update(Limits.defaults().withSetting("pids.max", "44"));
    assertThat(content(cgroup, "pids.max")).isEqualTo("44");
    assertThatThrownBy(() -> create(Limits.defaults().withSetting("pids.no_such", "1")))
        .isInstanceOf(HostUnsupportedException.class)
        .hasMessageContaining("there is no pids.no_such");
    assertThatThrownBy(() -> create(Limits.defaults().withSetting("pids.max", "many")))
        .isInstanceOf(CgroupException.class)
        .hasMessageContaining("pids.max");
    for (String name : List.of("cgroup.procs", "devices.allow", "pids/../x", "pids", "io..max")) {
      assertThatThrownBy(() -> Limits.defaults().withSetting(name, "1"))
          .isInstanceOf(InvalidSpecException.class);
    }
    assertThatThrownBy(() -> Limits.defaults().withSetting("pids.max", "1\n2"))
        .isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void statsAreThoseOfItsProcesses() {
    Cgroup cgroup = create(limits(OptionalDouble.of(0.5), Optional.of(ByteSize.ofMiB(64)), 50));
    String script = "x=$(head -c 8m /dev/zero | tr '\\0' x); echo filled; read line";
    try (Member member = Member.start(cgroup, script)) {
      assertThat(member.line()).isEqualTo("filled");
      Stats stats = cgroup.stats();
      assertThat(stats.memory().anonymous()).isGreaterThan(ByteSize.ofMiB(7));
      assertThat(stats.memory().used()).isGreaterThanOrEqualTo(stats.memory().anonymous());
      assertThat(stats.memory().limit()).contains(ByteSize.ofMiB(64));
      assertThat(stats.pids().current()).isEqualTo(1);
      assertThat(stats.pids().limit()).hasValue(50);
      assertThat(stats.cpu().total()).isPositive();
      assertThat(stats.cpu().periods()).isPositive();
      assertThat(stats.networks()).isEmpty();
    }
  }

  private String content(Cgroup cgroup, String... names) throws IOException {
    for (Path directory : directories(cgroup)) {
      for (String name : names) {
        if (Files.exists(directory.resolve(name))) {
          return Files.readString(directory.resolve(name)).strip();
        }
      }
    }
    return "none";
  }

  private String memoryLimit(Cgroup cgroup) throws IOException {
    for (Path directory : directories(cgroup)) {
      for (String name : List.of("memory.limit_in_bytes", "memory.max")) {
        if (Files.exists(directory.resolve(name))) {
          return Files.readString(directory.resolve(name)).strip();
        }
      }
    }
    return "none";
  }

  @Test
  void aFrozenGroupStandsStillUntilItIsThawed() throws InterruptedException {
    Cgroup cgroup = create(Limits.defaults());
    try (Member member = Member.start(cgroup, BUSY)) {
      cgroup.freeze(SOON);
      Duration frozen = cgroup.usage().cpuTime();
      Thread.sleep(300);
      assertThat(cgroup.usage().cpuTime()).isEqualTo(frozen);
      assertThat(member.isAlive()).isTrue();
      cgroup.thaw();
      Thread.sleep(300);
      assertThat(cgroup.usage().cpuTime()).isGreaterThan(frozen);
    }
  }

  @Test
  void killEmptiesAndSparesOthers() throws Exception {
    Cgroup cgroup = create(Limits.defaults());
    Cgroup other = create(Limits.defaults());
    String script =
        "for i in 1 2 3; do setsid sh -c 'trap \"\" TERM; sleep 300 & wait' & done; wait";
    try (Member spared = Member.start(other, "read line");
        Member member = Member.start(cgroup, script)) {
      assertThat(cgroup.isPopulated()).isTrue();
      cgroup.kill();
      assertThat(member.await()).isEqualTo(137);
      assertEmptySoon(cgroup);
      assertThat(spared.isAlive()).isTrue();
      assertThat(other.isPopulated()).isTrue();
    }
  }

  @Test
  void killReachesWhatIsFrozen() throws Exception {
    Cgroup cgroup = create(Limits.defaults());
    try (Member member = Member.start(cgroup, "sleep 300 & wait")) {
      cgroup.freeze(SOON);
      cgroup.kill();
      assertThat(member.await()).isEqualTo(137);
      assertEmptySoon(cgroup);
    }
  }

  @Test
  void killReachesWhatForks() throws Exception {
    Cgroup cgroup = create(limits(OptionalDouble.of(0.5), Optional.empty(), 64));
    String bomb =
        "bomb() { bomb 2>/dev/null & bomb 2>/dev/null & wait; }; bomb 2>/dev/null; " + BUSY;
    try (Member member = Member.start(cgroup, bomb)) {
      Thread.sleep(200);
      cgroup.kill();
      assertThat(member.await()).isEqualTo(137);
      assertEmptySoon(cgroup);
    }
  }

  private static void assertEmptySoon(Cgroup cgroup) throws InterruptedException {
    long end = System.nanoTime() + SOON.toNanos();
    while (cgroup.isPopulated() && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    assertThat(cgroup.isPopulated()).isFalse();
  }

  @Test
  void aPopulatedGroupIsNotRemoved() throws IOException {
    Cgroup cgroup = create(Limits.defaults());
    try (Member member = Member.start(cgroup, "read line")) {
      assertThat(cgroup.remove(Duration.ofMillis(20))).isFalse();
      cgroup.verifyMember(member.pid());
    }
    assertThat(cgroup.remove(SOON)).isTrue();
    assertThat(directories(cgroup)).allSatisfy(each -> assertThat(each).doesNotExist());
    assertThat(cgroup.remove(Duration.ZERO)).isTrue();
  }

  @Test
  void whatIsRemovedIsEmptyAndHasNoUsageAndNoLimits() {
    Cgroup cgroup = create(Limits.defaults());
    assertThat(cgroup.remove(SOON)).isTrue();
    cgroup.kill();
    assertThat(cgroup.isPopulated()).isFalse();
    assertThatThrownBy(cgroup::usage)
        .isInstanceOf(CgroupException.class)
        .hasMessageContainingAll("ENOENT", "was removed");
    assertThatThrownBy(() -> cgroup.update(Limits.defaults())).isInstanceOf(CgroupException.class);
    assertThatThrownBy(() -> cgroup.freeze(SOON)).isInstanceOf(CgroupException.class);
  }

  @Test
  void nestedGroupsAreKilledAndRemoved() throws IOException {
    Cgroup cgroup = create(Limits.defaults());
    List<String> deepest = new ArrayList<>();
    for (Path directory : directories(cgroup)) {
      Files.createDirectories(directory.resolve("a/b"));
      Files.createDirectories(directory.resolve("a/c/d"));
      deepest.add(directory.resolve("a/c/d/cgroup.procs").toString());
    }
    try (Member member = Member.joining(deepest, "sleep 300 & wait")) {
      assertThat(cgroup.isPopulated()).isTrue();
      assertThat(cgroup.remove(Duration.ZERO)).isFalse();
      cgroup.kill();
      assertThat(member.await()).isEqualTo(137);
    }
    assertThat(cgroup.remove(SOON)).isTrue();
  }

  @Test
  void groupsNestedFarTooDeepAreRemoved() throws IOException {
    Cgroup cgroup = create(Limits.defaults());
    Path directory = directories(cgroup).getFirst();
    for (int i = 0; i < 50; i++) {
      Files.createDirectory(directory.resolve("wide" + i));
    }
    for (int i = 0; i < 60; i++) {
      directory = Files.createDirectory(directory.resolve("a-name-that-is-long-" + i));
    }
    assertThat(cgroup.remove(SOON)).isTrue();
  }

  @Test
  void manyAreMadeAndRemovedAtOnce() throws Exception {
    List<Callable<Boolean>> lives = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      lives.add(
          () -> {
            Cgroup cgroup = engine.create(ContainerId.random(), memory(64));
            try (Member member = Member.start(cgroup, "sleep 300 & wait")) {
              cgroup.verifyMember(member.pid());
              cgroup.kill();
              assertThat(member.await()).isEqualTo(137);
            }
            return cgroup.remove(SOON);
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> life : threads.invokeAll(lives)) {
        assertThat(life.get()).isTrue();
      }
    }
  }

  @Test
  void theSameContainerIsNotMadeTwice() {
    Cgroup cgroup = create(Limits.defaults());
    assertThatThrownBy(() -> engine.create(cgroup.id(), Limits.defaults()))
        .isInstanceOf(CgroupException.class)
        .hasMessageContaining("EEXIST");
    assertThat(cgroup.isPopulated()).isFalse();
  }

  @Test
  void nothingIsLeftOfAGroupWhoseLimitsTheKernelRefuses() throws IOException {
    ContainerId id = ContainerId.random();
    Limits tooMany = limits(OptionalDouble.empty(), Optional.empty(), Integer.MAX_VALUE);
    assertThatThrownBy(() -> engine.create(id, tooMany)).isInstanceOf(CgroupException.class);
    for (Path each : leftovers(engineId)) {
      assertThat(each.resolve(id.value())).doesNotExist();
    }
  }

  @Test
  void limitsThatMeanNothingAreRefused() {
    ByteSize size = ByteSize.ofMiB(1);
    Limits swapAlone = new Limits(OptionalDouble.empty(), Optional.empty(), Optional.of(size), 1);
    List<Limits> refused =
        List.of(
            swapAlone,
            limits(OptionalDouble.of(0.001), Optional.empty(), 1),
            limits(OptionalDouble.of(Double.NaN), Optional.empty(), 1),
            limits(OptionalDouble.empty(), Optional.empty(), 0));
    assertThat(refused)
        .allSatisfy(
            each ->
                assertThatThrownBy(() -> engine.create(ContainerId.random(), each))
                    .isInstanceOf(InvalidSpecException.class));
  }

  @Test
  void aSweepRemovesWhatDeadEnginesLeftAndNothingElse() throws IOException {
    Cgroup living = create(Limits.defaults());
    String deadId = "dead-" + UUID.randomUUID();
    EngineGroups dead = tree.engine(deadId);
    Cgroup abandoned = dead.create(ContainerId.random(), memory(64));
    try (Member spared = Member.start(living, "read line");
        Member member = Member.start(abandoned, "sleep 300 & wait")) {
      dead.close();
      assertThat(leftovers(deadId)).isNotEmpty();
      Swept swept = tree.sweep(id -> !id.equals(deadId), SOON);
      assertThat(swept.removed()).containsExactly(deadId);
      assertThat(swept.left()).isEmpty();
      assertThat(member.await()).isEqualTo(137);
      assertThat(leftovers(deadId)).isEmpty();
      living.verifyMember(spared.pid());
    }
  }

  @Test
  void aSweepEndsWhatWasLeftFrozen() throws IOException {
    String deadId = "dead-" + UUID.randomUUID();
    EngineGroups dead = tree.engine(deadId);
    Cgroup abandoned = dead.create(ContainerId.random(), Limits.defaults());
    try (Member member = Member.start(abandoned, "sleep 300 & wait")) {
      abandoned.freeze(SOON);
      dead.close();
      assertThat(tree.sweep(id -> !id.equals(deadId), SOON).removed()).containsExactly(deadId);
      assertThat(member.await()).isEqualTo(137);
    }
    assertThat(leftovers(deadId)).isEmpty();
  }
}
