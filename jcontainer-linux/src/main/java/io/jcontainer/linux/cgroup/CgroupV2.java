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

/**
 * A container's group on a host that has cgroup v2 alone.
 *
 * @param id whose it is
 * @param groups the one directory, under each controller that it has
 * @param group that directory
 * @param core of it
 * @param backoff to wait with
 */
record CgroupV2(ContainerId id, GroupSet groups, GroupDir group, GroupCore core, Backoff backoff)
    implements Cgroup {

  CgroupV2(ContainerId id, GroupSet groups, GroupDir group, Backoff backoff) {
    this(id, groups, group, new UnifiedCore(group, backoff), backoff);
  }

  @Override
  public List<String> locations() {
    return groups.locations();
  }

  @Override
  public void update(Limits limits) {
    LimitCheck.check(limits);
    groups.set(V2Settings.of(limits));
    CpuSetFiles.reset(groups, limits, true);
    IoFiles.update(groups, limits.io(), true);
    groups.set(RawSettings.of(limits));
  }

  @Override
  public List<Fd> joinFiles() {
    return List.of();
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
    CpuTimes cpu = CpuTimes.unified(group);
    return new CgroupUsage(
        cpu.total(),
        cpu.user(),
        cpu.system(),
        ByteSize.ofBytes(number(group.find("memory.peak").orElse(""))),
        ByteSize.ofBytes(number(group.find("memory.current").orElse(""))),
        oomKills(),
        number(group.find("pids.peak").orElse("")));
  }

  @Override
  public NestedGroup nest(String name) {
    return NestedGroup.make(groups, name, backoff);
  }

  @Override
  public long oomKills() {
    return number(group.find("memory.events").orElse(""), "oom_kill");
  }

  @Override
  public Duration cpuTime() {
    return CpuTimes.parse(group.find("cpu.stat").orElse("")).total();
  }

  /** Counted where the limit is since Linux 6.11, where the process was refused before. */
  @Override
  public long refusedProcesses() {
    long own = number(group.find("pids.events").orElse(""), "max");
    return own > 0 ? own : NestedCount.of(group, "pids.events", "max");
  }

  @Override
  public Optional<OomNotice> outOfMemory() {
    return OomNotice.v2(group);
  }

  @Override
  public Stats stats() {
    return new V2Stats(group).read(usage());
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
