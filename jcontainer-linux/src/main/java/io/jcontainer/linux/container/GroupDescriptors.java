package io.jcontainer.linux.container;

import io.jcontainer.kernel.Fd;
import io.jcontainer.linux.cgroup.Cgroup;
import java.util.List;
import java.util.Optional;

/** The descriptors that a first process joins its control groups by, owned. */
record GroupDescriptors(List<Fd> joinFiles, Optional<Fd> cloneInto) implements AutoCloseable {
  static GroupDescriptors of(Cgroup cgroup) {
    List<Fd> joinFiles = cgroup.joinFiles();
    try {
      return new GroupDescriptors(joinFiles, cgroup.cloneInto());
    } catch (RuntimeException e) {
      joinFiles.forEach(Fd::close);
      throw e;
    }
  }

  @Override
  public void close() {
    joinFiles.forEach(Fd::close);
    cloneInto.ifPresent(Fd::close);
  }
}
