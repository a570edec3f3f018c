package io.jcontainer.linux.cgroup;

import io.jcontainer.HostFeature;

/** A resource controller, under the kernel's own name ({@code cgroups(7)}). */
public enum Controller {
  /** Processor time: quota. */
  CPU("cpu", HostFeature.CPU_LIMIT),
  /** Processor time: accounting; v2 accounts without a controller. */
  CPUACCT("cpuacct", HostFeature.CPU_LIMIT),
  /** Memory and swap. */
  MEMORY("memory", HostFeature.MEMORY_LIMIT),
  /** Number of processes and threads. */
  PIDS("pids", HostFeature.PIDS_LIMIT),
  /** Which processors. */
  CPUSET("cpuset", HostFeature.CPU_LIMIT),
  /** Disks, under the name that v2 has for it. */
  IO("io", HostFeature.IO_LIMIT),
  /** Disks, under the name that v1 has for it. */
  BLKIO("blkio", HostFeature.IO_LIMIT),
  /** Stopping a group; v2 freezes without a controller. */
  FREEZER("freezer", HostFeature.CGROUP_V2);

  private final String title;
  private final HostFeature feature;

  Controller(String title, HostFeature feature) {
    this.title = title;
    this.feature = feature;
  }

  /** The kernel's name for it. */
  String title() {
    return title;
  }

  /** What the host lacks without it. */
  HostFeature feature() {
    return feature;
  }
}
