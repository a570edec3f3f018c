package io.jcontainer.linux.cgroup;

import io.jcontainer.ByteSize;
import io.jcontainer.ContainerId;
import io.jcontainer.Limits;
import io.jcontainer.kernel.LinuxKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** A program that makes two engines, one after the other, and prints where it is then. */
final class AloneProbe {
  private AloneProbe() {}

  public static void main(String[] arguments) throws Exception {
    Limits limits =
        new Limits(OptionalDouble.of(0.5), Optional.of(ByteSize.ofMiB(64)), Optional.empty(), 10);
    for (String id : new String[] {"alone-1", "alone-2"}) {
      LinuxKernel kernel = new LinuxKernel();
      CgroupTree tree = new CgroupTree(kernel, CgroupLayout.detect(kernel));
      try (EngineGroups engine = tree.engine(id)) {
        Cgroup cgroup = engine.create(ContainerId.random(), limits);
        System.out.println(Files.readString(Path.of("/proc/self/cgroup")).strip());
        System.out.println(((CgroupV2) cgroup).group().path().replaceAll("[0-9a-f]{32}", "ID"));
        System.out.println(cgroup.remove(Duration.ofSeconds(20)));
      }
    }
  }
}
