package io.jcontainer.linux.container;

import io.jcontainer.ContainerSpec;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.linux.keep.KeeperPlan;
import java.util.List;

/**
 * What a keeper is given at the start of a detached container.
 *
 * @param streams whose reading ends it takes over
 * @param home directory that it writes to
 * @param held what it holds as long as the container runs: locks
 * @param pipe that it learns the first process's id through, owned
 * @param spec of the container
 */
record Keeping(
    StandardStreams streams,
    Descriptor home,
    List<Descriptor> held,
    List<Fd> pipe,
    ContainerSpec spec)
    implements AutoCloseable {
  Keeping {
    held = List.copyOf(held);
    pipe = List.copyOf(pipe);
  }

  static Keeping of(
      Kernel kernel,
      StandardStreams streams,
      Descriptor home,
      List<Descriptor> held,
      ContainerSpec spec) {
    return new Keeping(streams, home, held, kernel.pipe(0), spec);
  }

  /** Adds the descriptors, the last of the first program, and says which is which. */
  KeeperPlan addTo(DescriptorTable table) {
    int writer = table.add(pipe.get(1));
    int stdout = table.add(streams.stdout());
    int stderr = table.add(streams.stderr());
    int directory = table.add(home);
    held.forEach(table::add);
    int reader = table.add(pipe.get(0));
    return new KeeperPlan(
        writer, stdout, stderr, directory, reader, spec.logLimit().bytes(), spec.timeLimit());
  }

  @Override
  public void close() {
    pipe.forEach(Fd::close);
  }
}
