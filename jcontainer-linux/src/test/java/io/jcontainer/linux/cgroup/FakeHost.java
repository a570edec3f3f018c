package io.jcontainer.linux.cgroup;

import java.util.List;

/**
 * Hosts for unit tests: this process has id 42 and is in the group {@code /app} of each hierarchy.
 */
final class FakeHost {
  static final long PID = 42;

  final FakeCgroups cgroups = new FakeCgroups();
  final FakePause pause = new FakePause();

  private FakeHost() {}

  /** Controllers in v1, and v2 without controllers. */
  static FakeHost hybrid() {
    FakeHost host = v1();
    host.cgroups.mount(
        "/cg/unified",
        "cgroup.controllers=",
        "cgroup.events=populated 0\nfrozen 0\n",
        "cgroup.kill=",
        "cgroup.freeze=0");
    return host.mountinfo("41 31 0:38 / /cg/unified rw - cgroup2 cgroup2 rw", "0::/app");
  }

  /** Only v1; cpu and cpuacct are mounted together. */
  static FakeHost v1() {
    FakeHost host = new FakeHost();
    host.cgroups
        .file("/proc/self/mountinfo", "")
        .file("/proc/self/cgroup", "")
        .mount("/cg/cpu", "cpu.cfs_period_us=100000", "cpu.cfs_quota_us=-1", "tasks=")
        .mount("/cg/memory", "memory.limit_in_bytes=-1", "memory.memsw.limit_in_bytes=-1", "tasks=")
        .mount("/cg/pids", "pids.max=max", "tasks=", "cgroup.procs=")
        .mount("/cg/freezer", "freezer.state=THAWED", "tasks=", "cgroup.procs=");
    return host.mountinfo(
            "32 31 0:29 / /cg/cpu rw - cgroup cgroup rw,cpu,cpuacct", "1:cpu,cpuacct:/app")
        .mountinfo("35 31 0:32 / /cg/memory rw - cgroup cgroup rw,memory", "2:memory:/app")
        .mountinfo("39 31 0:36 / /cg/pids rw - cgroup cgroup rw,pids", "3:pids:/app")
        .mountinfo("37 31 0:34 / /cg/freezer rw - cgroup cgroup rw,freezer", "4:freezer:/app");
  }

  /** Only v2, and this process is alone in its group. */
  static FakeHost v2() {
    FakeHost host = new FakeHost();
    host.cgroups
        .file("/proc/self/mountinfo", "")
        .file("/proc/self/cgroup", "")
        .mount(
            "/cg",
            "cgroup.type=domain",
            "cgroup.controllers=cpuset cpu io memory pids",
            "cgroup.subtree_control=",
            "cgroup.procs=",
            "cgroup.events=populated 0\nfrozen 0\n",
            "cgroup.kill=",
            "cgroup.freeze=0",
            "cpu.max=max 100000",
            "memory.max=max",
            "memory.swap.max=max",
            "memory.oom.group=0",
            "pids.max=max");
    return host.mountinfo("41 31 0:38 / /cg rw - cgroup2 cgroup2 rw,nsdelegate", "0::/app")
        .without("/cg/cgroup.type")
        .file("/cg/app/cgroup.procs", "42\n");
  }

  private FakeHost mountinfo(String mount, String membership) {
    append("/proc/self/mountinfo", mount);
    append("/proc/self/cgroup", membership);
    cgroups.directory(mount.split(" ")[4] + "/app");
    return this;
  }

  private void append(String path, String line) {
    cgroups.file(path, cgroups.content(path) + line + "\n");
  }

  FakeHost file(String path, String content) {
    cgroups.file(path, content);
    return this;
  }

  FakeHost without(String path) {
    cgroups.without(path);
    return this;
  }

  CgroupTree tree() {
    return new CgroupTree(cgroups.kernel(), CgroupLayout.detect(cgroups.kernel()), pause, PID);
  }

  /** What was done since the last call of this. */
  List<String> done() {
    List<String> done = List.copyOf(cgroups.log());
    cgroups.log().clear();
    return done;
  }
}
