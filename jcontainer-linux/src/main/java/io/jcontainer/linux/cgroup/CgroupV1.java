package io.jcontainer.linux.cgroup;

import io.jcontainer.ByteSize;
import io.jcontainer.ContainerId;
import io.jcontainer.Limits;
import io.jcontainer.Stats;
import io.jcontainer.kernel.Fd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A container's groups on a host that has its controllers in v1 hierarchies: one directory in each,
 * and one in the v2 hierarchy where there is that too.
 *
 * @param id whose they are
 * @param groups the directories
 * @param core in v2 where possible
 * @param backoff to wait with
 */
record CgroupV1(ContainerId id, GroupSet groups, GroupCore core, Backoff backoff)
    implements Cgroup {

  CgroupV1(ContainerId id, GroupSet groups, Backoff backoff) {
    this(id, groups, coreOf(groups, backoff), backoff);
  }

  private static GroupCore coreOf(GroupSet groups, Backoff backoff) {
    if (groups.unified().isPresent()) {
      return new UnifiedCore(groups.unified().get(), backoff);
    }
    Optional<GroupDir> freezer = groups.of(Controller.FREEZER);
    return new LegacyCore(
        new LegacyMembers(freezer.orElseGet(() -> groups.all().getFirst())),
        freezer.map(group -> FreezeSwitch.legacy(group, backoff)),
        backoff);
  }

  @Override
  public List<String> locations() {
    return groups.locations();
  }

  @Override
  public void update(Limits limits) {
    LimitCheck.check(limits);
    long memoryAndSwapNow =
        groups
            .of(Controller.MEMORY)
            .flatMap(group -> group.find(V1Settings.MEMORY_AND_SWAP_LIMIT))
            .map(ControlFile::number)
            .orElse(Long.MAX_VALUE);
    groups.set(V1Settings.of(limits, memoryAndSwapNow));
    CpuSetFiles.reset(groups, limits, false);
    IoFiles.update(groups, limits.io(), false);
    groups.set(RawSettings.of(limits));
  }

  @Override
  public List<Fd> joinFiles() {
    return groups.joinFiles();
  }

  @Override
  public Optional<Fd> cloneInto() {
    return groups.cloneInto();
  }

  @Override
  public void verifyMember(int pid) {
    groups.verifyMember(pid);
  }

  @Override
  public CgroupUsage usage() {
    CpuTimes cpu =
        groups
            .unified()
            .map(CpuTimes::unified)
            .or(() -> groups.of(Controller.CPUACCT).map(CpuTimes::legacy))
            .orElse(CpuTimes.UNKNOWN);
    return new CgroupUsage(
        cpu.total(),
        cpu.user(),
        cpu.system(),
        ByteSize.ofBytes(read(Controller.MEMORY, "memory.max_usage_in_bytes")),
        ByteSize.ofBytes(read(Controller.MEMORY, "memory.usage_in_bytes")),
        oomKills(),
        read(Controller.PIDS, "pids.peak"));
  }

  private long read(Controller controller, String file) {
    return groups
        .of(controller)
        .flatMap(group -> group.find(file))
        .map(ControlFile::number)
        .orElse(0L);
  }

  @Override
  public NestedGroup nest(String name) {
    return NestedGroup.make(groups, name, backoff);
  }

  /** In v1 a group counts what its own processes meet, so the nested groups are asked too. */
  @Override
  public long oomKills() {
    return count(Controller.MEMORY, "memory.oom_control", "oom_kill");
  }

  @Override
  public long refusedProcesses() {
    return count(Controller.PIDS, "pids.events", "max");
  }

  private long count(Controller controller, String file, String key) {
    return groups.of(controller).map(group -> NestedCount.withOwn(group, file, key)).orElse(0L);
  }

  @Override
  public Duration cpuTime() {
    return groups
        .unified()
        .map(group -> CpuTimes.parse(group.find("cpu.stat").orElse("")).total())
        .or(
            () ->
                groups
                    .of(Controller.CPUACCT)
                    .flatMap(group -> group.find("cpuacct.usage"))
                    .map(ControlFile::number)
                    .map(Duration::ofNanos))
        .orElse(Duration.ZERO);
  }

  @Override
  public Optional<OomNotice> outOfMemory() {
    return groups.of(Controller.MEMORY).flatMap(OomNotice::v1);
  }

  @Override
  public Stats stats() {
    return new V1Stats(groups).read(usage());
  }

  @Override
  public void kill() {
    core.kill();
  }

  @Override
  public void freeze(Duration atMost) {
    core.freeze(atMost);
  }

  @Override
  public void thaw() {
    core.thaw();
  }

  @Override
  public boolean isFrozen() {
    return core.isFrozen();
  }

  @Override
  public boolean isPopulated() {
    return core.isPopulated();
  }

  @Override
  public boolean remove(Duration atMost) {
    return new Removal(groups.all()).within(atMost, backoff);
  }
}
