package io.jcontainer.linux.cgroup;

import static io.jcontainer.linux.cgroup.ControlFile.number;

import io.jcontainer.ByteSize;
import io.jcontainer.ContainerId;
import io.jcontainer.Limits;
import io.jcontainer.Stats;
import io.jcontainer.kernel.Fd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

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

  /** In v1 a group counts its own processes' deaths alone, so the nested groups are asked too. */
  private static long oomKills(GroupDir group) {
    AtomicLong sum = new AtomicLong(oomKills(group.find("memory.oom_control")));
    GroupWalk.beneath(
        group,
        (directory, name) ->
            sum.addAndGet(
                oomKills(
                    ControlFile.find(group.kernel(), directory, name + "/memory.oom_control"))));
    return sum.get();
  }

  private static long oomKills(Optional<String> content) {
    return content.map(text -> number(text, "oom_kill")).orElse(0L);
  }

  @Override
  public NestedGroup nest(String name) {
    return NestedGroup.make(groups, name, backoff);
  }

  @Override
  public long oomKills() {
    return groups.of(Controller.MEMORY).map(CgroupV1::oomKills).orElse(0L);
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
  public boolean isPopulated() {
    return core.isPopulated();
  }

  @Override
  public boolean remove(Duration atMost) {
    return new Removal(groups.all()).within(atMost, backoff);
  }
}
