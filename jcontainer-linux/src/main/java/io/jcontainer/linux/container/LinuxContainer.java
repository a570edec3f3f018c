package io.jcontainer.linux.container;

import io.jcontainer.CommitOptions;
import io.jcontainer.Container;
import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerFiles;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerInfo;
import io.jcontainer.ContainerProcess;
import io.jcontainer.ContainerSpec;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.ExecResult;
import io.jcontainer.ExecSpec;
import io.jcontainer.ExitStatus;
import io.jcontainer.Health;
import io.jcontainer.HealthCheck;
import io.jcontainer.Image;
import io.jcontainer.LifeCycleOptions;
import io.jcontainer.LimitEvents;
import io.jcontainer.Limits;
import io.jcontainer.LogQuery;
import io.jcontainer.LogReader;
import io.jcontainer.Output;
import io.jcontainer.RemoveOptions;
import io.jcontainer.Signal;
import io.jcontainer.Stats;
import io.jcontainer.TerminalSize;
import io.jcontainer.Usage;
import io.jcontainer.kernel.Fd;
import io.jcontainer.linux.files.RootFiles;
import java.io.OutputStream;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One container, as its users see it: each call goes to the part that knows. */
public final class LinuxContainer implements Container {
  private static final String EXECUTE = "execute a command in";

  private final Engine engine;
  private final ContainerId id;
  private final ContainerSpec spec;
  private final RootAccess access;
  private final Optional<KeptOutput> kept;
  private final Commit commit;
  private final ContainerFiles files;
  private final MainOutput output;
  private final ContainerNews news;
  private final Executions executions;
  private final Optional<HealthMonitor> health;
  private final LifeCycle life;

  /** One whose files and groups are its engine's. */
  LinuxContainer(
      Engine engine, Containers.Claim claim, ContainerSpec spec, ImageLeases images, IdSpace ids) {
    this(
        engine,
        new ContainerHome.OfEngine(engine, ids.range()),
        Optional.empty(),
        claim,
        spec,
        images,
        ids);
  }

  /** A detached one. */
  LinuxContainer(
      Engine engine,
      DetachedHome home,
      Containers.Claim claim,
      ContainerSpec spec,
      ImageLeases images) {
    this(engine, home, Optional.of(home), claim, spec, images, engine.ids());
  }

  private LinuxContainer(
      Engine engine,
      ContainerHome home,
      Optional<DetachedHome> detached,
      Containers.Claim claim,
      ContainerSpec spec,
      ImageLeases images,
      IdSpace ids) {
    this.engine = engine;
    this.id = claim.id();
    this.spec = spec;
    this.access = new RootAccess(engine, home, id, spec, images, ids);
    Written written = new Written(engine.kernel(), access, images.root());
    this.commit = new Commit(spec, images, written, () -> home.range().owners());
    this.files =
        new RootFiles(
            engine.kernel(),
            () -> home.range().owners(),
            access::view,
            written::changed,
            written::diskUsage);
    this.output = new MainOutput(engine.kernel(), spec);
    this.news = new ContainerNews(engine, claim, spec);
    this.executions = new Executions(engine, id, spec, news);
    this.health = spec.lifeCycle().healthCheck().map(this::monitor);
    this.kept = detached.map(own -> new KeptOutput(engine, own, output));
    Parts parts =
        new Parts(
            engine,
            home,
            id,
            spec,
            images,
            access,
            output,
            kept,
            news,
            () -> engine.containers().remove(this));
    this.life = new LifeCycle(parts, health);
  }

  private HealthMonitor monitor(HealthCheck check) {
    return new HealthMonitor(
        check,
        engine.schedule(),
        engine.callbacks(),
        executions,
        news,
        () -> state() == ContainerState.PAUSED);
  }

  /** It is made: to be told once it can be found. */
  LinuxContainer created() {
    news.tell(ContainerEvent.Created::new);
    return this;
  }

  @Override
  public ContainerId id() {
    return id;
  }

  @Override
  public String name() {
    return news.name();
  }

  @Override
  public void rename(String chosen) {
    String checked = LifeCycleOptions.checkedName(chosen);
    if (!engine.containers().rename(this, checked, () -> news.rename(checked))) {
      throw new ContainerStateException("rename", id, state());
    }
    kept.ifPresent(output -> output.home().home().write(checked));
  }

  @Override
  public ContainerInfo inspect() {
    return life.info(health());
  }

  @Override
  public Optional<Health> health() {
    return health.flatMap(HealthMonitor::health);
  }

  @Override
  public ContainerSpec spec() {
    return spec;
  }

  @Override
  public ContainerState state() {
    return life.state();
  }

  @Override
  public long pid() {
    return life.started("tell the process id of").pid();
  }

  @Override
  public void start() {
    life.start();
  }

  @Override
  public void restart(Duration grace) throws InterruptedException {
    life.restart(grace);
  }

  @Override
  public ExitStatus waitFor() throws InterruptedException {
    life.started("wait for");
    return Waiting.of(life.exit());
  }

  @Override
  public @Nullable ExitStatus waitFor(Duration atMost) throws InterruptedException {
    life.started("wait for");
    try {
      return Waiting.of(life.exit(), atMost);
    } catch (TimeoutException e) {
      return null;
    }
  }

  @Override
  public CompletableFuture<ExitStatus> onExit() {
    return life.exit().thenApplyAsync(status -> status, engine.callbacks());
  }

  @Override
  public ExitStatus stop(Duration grace) throws InterruptedException {
    return life.stop(grace);
  }

  @Override
  public void kill(Signal signal) {
    life.kill(signal);
  }

  @Override
  public void pause() {
    life.pause();
  }

  @Override
  public void unpause() {
    life.unpause();
  }

  @Override
  public Output logs() {
    return output.beginnings();
  }

  @Override
  public ContainerFiles files() {
    return files;
  }

  @Override
  public Image commit(CommitOptions options) {
    return commit.run(life, options);
  }

  @Override
  public LogReader logs(LogQuery query) {
    return output.log().read(query);
  }

  @Override
  public OutputStream stdin() {
    if (!spec.openInput()) {
      throw new IllegalStateException(
          "the input of container " + id + " is not open: call withStdinOpen before its start");
    }
    return life.started("write to").input();
  }

  @Override
  public ByteChannel channel(int descriptor) {
    return life.started("speak with").channel(descriptor);
  }

  @Override
  public void resize(TerminalSize size) {
    life.started("resize the terminal of").resize(size);
  }

  @Override
  public ExecResult exec(ExecSpec command) throws InterruptedException {
    return executions.run(life.runningNow(EXECUTE), command);
  }

  @Override
  public ContainerProcess execProcess(ExecSpec command) {
    return executions.begin(life.runningNow(EXECUTE), command);
  }

  @Override
  public Usage usage() {
    return life.started("tell the usage of").usage();
  }

  @Override
  public LimitEvents limitEvents() {
    return life.started("tell the limit events of").limits().events();
  }

  @Override
  public Stats stats() {
    return life.alive("tell the stats of", RunningProcess::stats);
  }

  @Override
  public Stream<Stats> stats(Duration interval) {
    var _ = stats();
    return StatsStream.of(this::stats, interval, life.exit());
  }

  @Override
  public void update(Limits limits) {
    life.update(limits);
  }

  /** A descriptor of its first process, which runs, for whoever shares its namespaces. */
  Fd openProcess() {
    return life.alive("share namespaces of", RunningProcess::openAgain);
  }

  @Override
  public void remove(RemoveOptions options) {
    life.remove(options);
  }

  /** Lets go of a detached container, removes any other. */
  @Override
  public void close() {
    if (spec.detached()) {
      life.release();
    } else {
      remove();
    }
  }

  /** Takes up what another JVM has begun, and what it has written. */
  void adopt() {
    kept.ifPresent(
        output -> {
          output.follow();
          new Adoption(engine, output, id, access).run().ifPresent(life::adopt);
        });
  }

  @Override
  public String toString() {
    String name = name();
    String called = name.equals(id.abbreviated()) ? name : name + " (" + id.abbreviated() + ")";
    return "container " + called + " of " + spec.image();
  }
}
