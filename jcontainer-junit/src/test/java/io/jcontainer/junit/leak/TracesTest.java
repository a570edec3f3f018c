package io.jcontainer.junit.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of thing, where a pretended procfs or sysfs shows it; the real ones where we may. */
class TracesTest {
  @TempDir private Path directory;

  private static Snapshot look(Trace trace) {
    return Snapshot.take(List.of(trace));
  }

  private Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path proc() throws IOException {
    Files.createDirectories(directory.resolve("self/ns"));
    Files.createSymbolicLink(directory.resolve("self/ns/pid"), Path.of("pid:[1]"));
    return directory;
  }

  private void process(long pid, String stat, String namespace) throws IOException {
    file(pid + "/stat", pid + " " + stat + " 1 1 0 -1");
    Files.createDirectories(directory.resolve(pid + "/ns"));
    Files.createSymbolicLink(directory.resolve(pid + "/ns/pid"), Path.of(namespace));
  }

  @Test
  void aZombieIsAChild() throws IOException {
    Snapshot before = look(new Processes(proc()));
    process(7, "(a) b (c) Z " + ProcessHandle.current().pid(), "pid:[1]");
    assertThat(before.leaks())
        .containsExactly(
            Leak.ofThisJvm(
                "child process 7 (a) b (c, state Z, parent "
                    + ProcessHandle.current().pid()
                    + ")"));
  }

  @Test
  void anOrphanInAnotherPidNamespaceIsFoundAndOtherProcessesAreNot() throws IOException {
    Snapshot before = look(new Processes(proc()));
    process(8, "(init) S 1", "pid:[2]");
    process(9, "(editor) S 1", "pid:[1]");
    assertThat(before.leaks())
        .singleElement()
        .matches(Leak::onHost)
        .asString()
        .contains("process 8 in its own pid namespace");
  }

  @Test
  void aProcessThatEndedWhileWeLookedIsNoLeak() throws IOException {
    Snapshot before = look(new Processes(proc()));
    Files.createDirectory(directory.resolve("10"));
    assertThat(before.isClean()).isTrue();
  }

  @Test
  void aMountAndAChangeOfOne() throws IOException {
    Path mountinfo = file("mountinfo", "22 1 254:0 / / rw - ext4 /dev/vda rw\n");
    Snapshot before = look(new Mounts(mountinfo));
    file("mountinfo", "22 1 254:0 / / ro - ext4 /dev/vda rw\n23 22 0:1 / /x rw - tmpfs x rw\n");
    assertThat(before.leaks())
        .extracting(Leak::what)
        .containsExactlyInAnyOrder(
            "mount 22 1 254:0 / / ro - ext4 /dev/vda rw", "mount 23 22 0:1 / /x rw - tmpfs x rw");
  }

  @Test
  void aCgroupAtTheRootOrBesideOursAndThoseBeneathIt() throws IOException {
    Path v1 = Files.createDirectories(directory.resolve("cpu/a/b"));
    Path v2 = Files.createDirectories(directory.resolve("unified"));
    Path mountinfo =
        file(
            "mountinfo",
            "36 25 0:31 / %s rw - cgroup cgroup rw,cpu\n37 25 0:32 / %s rw - cgroup2 c rw\n"
                .formatted(directory.resolve("cpu"), v2));
    Path membership = file("cgroup", "4:cpu:/a/b\n0::/\n");
    Snapshot before = look(new Cgroups(mountinfo, membership));
    Files.createDirectories(v1.resolve("jcontainer-1/payload"));
    Files.createDirectories(v2.resolve("jcontainer-2"));
    Files.createDirectories(v2.resolve("somebody.slice"));
    assertThat(before.leaks())
        .extracting(Leak::what)
        .containsExactlyInAnyOrder(
            "cgroup " + v1.resolve("jcontainer-1"),
            "cgroup " + v1.resolve("jcontainer-1/payload"),
            "cgroup " + v2.resolve("jcontainer-2"));
  }

  @Test
  void anInterface() throws IOException {
    Snapshot before = look(new Interfaces(directory));
    Files.createDirectory(directory.resolve("veth0"));
    assertThat(before.leaks()).containsExactly(Leak.ofTheHost("network interface veth0"));
  }

  @Test
  void aLoopDeviceWithAFileButNotOneWithout() throws IOException {
    Snapshot before = look(new LoopDevices(directory));
    Files.createDirectory(directory.resolve("loop0"));
    file("loop1/loop/backing_file", "/tmp/disk\n");
    assertThat(before.leaks()).containsExactly(Leak.ofTheHost("loop device loop1 on /tmp/disk"));
  }

  @Test
  void aTemporaryFileOfOursButNotOfOthers() throws IOException {
    Snapshot before = look(new TemporaryFiles(List.of(directory, directory.resolve("none"))));
    Path ours = file("jcontainer-1", "");
    file("other", "");
    assertThat(before.leaks()).containsExactly(Leak.ofTheHost("temporary file " + ours));
  }

  @Test
  void aDescriptorThatTookTheNumberOfAnother() throws IOException {
    Path link = directory.resolve("5");
    Files.createSymbolicLink(link, Path.of("/a"));
    Snapshot before = look(new Descriptors(directory));
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("/b"));
    assertThat(before.leaks()).containsExactly(Leak.ofThisJvm("descriptor 5 -> /b"));
  }

  @Test
  @Requires(Requirement.ROOT)
  void aRealMount() throws Exception {
    Snapshot before = look(Mounts.ofThisNamespace());
    run("mount", "-t", "tmpfs", "leak-check", directory.toString());
    try {
      assertThat(before.leaks()).anyMatch(leak -> leak.what().contains(directory.toString()));
    } finally {
      run("umount", directory.toString());
    }
    assertThat(before.leaks()).noneMatch(leak -> leak.what().contains(directory.toString()));
  }

  @Test
  @Requires({Requirement.ROOT, Requirement.CGROUP_V1})
  void aRealCgroup() throws IOException {
    Path group = Path.of("/sys/fs/cgroup/pids/jcontainer-leak-" + ProcessHandle.current().pid());
    Snapshot before = look(Cgroups.ofThisHost());
    Files.createDirectory(group);
    try {
      assertThat(before.leaks()).contains(Leak.ofTheHost("cgroup " + group));
    } finally {
      Files.delete(group);
    }
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
