package io.jcontainer.linux.cgroup;

import static io.jcontainer.linux.cgroup.Controller.CPU;
import static io.jcontainer.linux.cgroup.Controller.MEMORY;
import static io.jcontainer.linux.cgroup.Controller.PIDS;
import static io.jcontainer.linux.cgroup.Setting.Need.REQUESTED;
import static io.jcontainer.linux.cgroup.Setting.Need.UNLIMITED;
import static io.jcontainer.linux.cgroup.Setting.Need.WHERE_POSSIBLE;

import io.jcontainer.ByteSize;
import io.jcontainer.Limits;
import java.util.ArrayList;
import java.util.List;

/** Limits as writes to cgroup v2 files (kernel documentation {@code admin-guide/cgroup-v2}). */
final class V2Settings {
  private static final String NONE = "max";

  private V2Settings() {}

  /**
   * The writes for a new group, which has no limit yet. A container that runs out of memory ends as
   * a whole, not by halves ({@code memory.oom.group}, since Linux 4.19).
   */
  static List<Setting> ofNew(Limits limits) {
    List<Setting> settings = new ArrayList<>(of(limits));
    settings.removeIf(setting -> !setting.isLimit());
    settings.add(new Setting(MEMORY, "memory.oom.group", "1", WHERE_POSSIBLE));
    return settings;
  }

  /**
   * All writes, swap before memory: a lower memory limit then has no swap left to push pages into.
   */
  static List<Setting> of(Limits limits) {
    List<Setting> settings = new ArrayList<>();
    settings.add(new Setting(PIDS, "pids.max", "" + limits.pids(), Quota.pidsNeed(limits)));
    settings.add(cpu(limits));
    limits
        .cpuSet()
        .ifPresent(
            set -> settings.addAll(CpuSetFiles.settings(set.processors(), set.memoryNodes())));
    settings.add(
        limits.cpuWeight().isPresent()
            ? new Setting(CPU, "cpu.weight", "" + limits.cpuWeight().getAsInt(), REQUESTED)
            : new Setting(CPU, "cpu.weight", "100", UNLIMITED));
    if (limits.memory().isPresent()) {
      long swap = limits.swap().map(ByteSize::bytes).orElse(0L);
      settings.add(new Setting(MEMORY, "memory.swap.max", "" + swap, Quota.swapNeed(limits)));
      String memory = "" + limits.memory().get().bytes();
      settings.add(new Setting(MEMORY, "memory.max", memory, REQUESTED));
    } else {
      settings.add(new Setting(MEMORY, "memory.swap.max", NONE, UNLIMITED));
      settings.add(new Setting(MEMORY, "memory.max", NONE, UNLIMITED));
    }
    settings.add(
        limits
            .memoryReservation()
            .map(size -> new Setting(MEMORY, "memory.low", "" + size.bytes(), REQUESTED))
            .orElse(new Setting(MEMORY, "memory.low", "0", UNLIMITED)));
    return settings;
  }

  private static Setting cpu(Limits limits) {
    if (limits.cpus().isEmpty()) {
      return new Setting(CPU, "cpu.max", NONE, UNLIMITED);
    }
    String quota = Quota.micros(limits.cpus().getAsDouble()) + " " + Quota.PERIOD_MICROS;
    return new Setting(CPU, "cpu.max", quota, REQUESTED);
  }
}
