package io.jcontainer.linux.container;

import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.linux.BusyboxImage;
import io.jcontainer.linux.cgroup.Cgroup;
import io.jcontainer.linux.program.Failpoint;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.rootfs.Origins;
import io.jcontainer.linux.rootfs.PreparedRoot;
import io.jcontainer.linux.security.UserIdentity;
import io.jcontainer.spi.ContainerImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Starts a container as {@link ContainerStart} does and kills its own JVM when the helper, or the
 * first process, is about to carry out the n-th step.
 */
public final class StepVictim {
  private static final int SIGKILL = 9;

  private final Kernel kernel = new LinuxKernel();
  private final Engine engine;
  private final BusyboxImage image;

  private StepVictim(Path root) {
    engine = new Engine(Config.defaults().withRoot(root), kernel);
    image = BusyboxImage.in(root);
  }

  /**
   * Does it. Says how many there are instead if the step is negative, and that it passed if the
   * step was not come to.
   */
  public static void run(Path root, int step, String seconds) throws InterruptedException {
    new StepVictim(root).start(step, seconds);
  }

  private void start(int step, String seconds) throws InterruptedException {
    ContainerSpec spec = Container.create(image.image()).withCommand("sleep", seconds).spec();
    ContainerId id = ContainerId.random();
    String directory = engine.directory().containerPath(id.value());
    List<Fd> stdin = kernel.pipe(0);
    List<Fd> stdout = kernel.pipe(0);
    List<Fd> stderr = kernel.pipe(0);
    List<Fd> status = kernel.pipe(0);
    DescriptorTable table =
        new DescriptorTable(stdin.get(0), stdout.get(1), stderr.get(1), status.get(1), 0);
    Cgroup cgroup = engine.groups().create(id, spec.limits());
    Origins origins =
        new ContainerVolumes(
            engine,
            ImageLeases.take(spec, ContainerImages.withoutStore(_ -> image.rootFilesystem())));
    PreparedRoot root =
        engine.mapped().call(() -> engine.rootfs().build(id, spec, origins, directory));
    UserIdentity user =
        engine
            .mapped()
            .call(
                () ->
                    ImageUsers.resolve(
                        kernel, root.root(), spec.user(), spec.process().groups(), engine.range()));
    Launch birth =
        Launch.birth(
            engine,
            engine.ids(),
            spec,
            GroupDescriptors.of(cgroup),
            SharedNamespaces.open(engine, spec),
            Optional.empty(),
            table);
    Launch launch = Launch.of(engine, id, spec, root, user, table);
    int births = birth.program().steps().size();
    if (step < 0) {
      System.out.println("steps " + (births + launch.program().steps().size()));
      if (!cgroup.remove(Duration.ofSeconds(10))) {
        throw new IllegalStateException("empty control groups stay busy");
      }
      engine.close();
      return;
    }
    Helper helper = engine.launcher().spawn();
    helper.run(stopping(birth.program(), step), birth.descriptors());
    helper.run(stopping(launch.program(), step - births), launch.descriptors());
    List.of(stdin.get(0), stdout.get(1), stderr.get(1), status.get(1)).forEach(Fd::close);
    Thread.ofPlatform().daemon().start(() -> endIfPassed(status.get(0)));
    if (kernel.read(stdout.get(0), new byte[1], 0, 1) == 1) {
      killThisJvm();
    }
    Thread.currentThread().join();
  }

  private static Program stopping(Program program, int step) {
    return step >= 0 && step < program.steps().size() ? Failpoint.before(program, step) : program;
  }

  private void endIfPassed(Fd status) {
    int count = kernel.read(status, new byte[64], 0, 64);
    System.out.println(count == 0 ? "passed" : "failed");
    System.out.flush();
    killThisJvm();
  }

  private void killThisJvm() {
    try (Fd self = kernel.pidfdOpen((int) ProcessHandle.current().pid())) {
      kernel.pidfdSendSignal(self, SIGKILL);
    }
  }
}
