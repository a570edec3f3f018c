package io.jcontainer.benchmarks;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.CopyOptions;
import io.jcontainer.CopySource;
import io.jcontainer.ExitStatus;
import io.jcontainer.Image;
import io.jcontainer.Signal;
import io.jcontainer.benchmarks.library.Starts;
import io.jcontainer.benchmarks.peer.Candidate;
import io.jcontainer.benchmarks.peer.Hyperfine;
import io.jcontainer.benchmarks.peer.Peer;
import io.jcontainer.benchmarks.peer.Peers;
import io.jcontainer.benchmarks.report.Distribution;
import io.jcontainer.benchmarks.report.Figures;
import io.jcontainer.benchmarks.report.Host;
import io.jcontainer.benchmarks.report.Load;
import io.jcontainer.benchmarks.report.Table;
import io.jcontainer.benchmarks.workspace.Workspace;
import io.jcontainer.linux.LinuxRuntime;
import io.jcontainer.spi.ContainerImages;
import io.jcontainer.spi.ContainerRuntime;
import io.jcontainer.spi.RootFilesystem;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is done with a container that runs: commands in it, its end, its output, its files. */
public final class Running {
  private static final Duration TRUE_LIMIT = Duration.ofSeconds(60);
  private static final int PEER_WARM_UP = 5;

  private final Options options;
  private final StringBuilder report = new StringBuilder();

  private Running(Options options) {
    this.options = options;
  }

  /** Prints the report; {@link Options#HELP} says what the arguments may be. */
  public static void main(String[] args) throws Exception {
    System.out.print(report(args));
  }

  /** The report in Markdown. */
  static String report(String... args) throws Exception {
    Running running = new Running(Options.parse(args));
    running.measure();
    return running.report.toString();
  }

  private void measure() throws Exception {
    Host host = Host.at(Path.of("/"));
    Optional<Double> before = host.load();
    report.append(host.describe());
    int heading = report.length();
    try (Workspace workspace = Workspace.create();
        Peers peers = new Peers(workspace, host.cgroups());
        ContainerRuntime pooled = open(workspace, 1);
        ContainerRuntime unpooled = open(workspace, 0)) {
      Box box = new Box(pooled, workspace.rootFilesystem());
      Box bare = new Box(unpooled, workspace.rootFilesystem());
      commands(bare, box, peers, Hyperfine.installed(workspace.directory()));
      ends(box);
      output(box);
      copies(box);
    }
    Load load = new Load(before, host.load(), Runtime.getRuntime().availableProcessors());
    report.insert(heading, "- " + load.describe() + "\n");
  }

  private static ContainerRuntime open(Workspace workspace, int spares) {
    return new LinuxRuntime.Factory()
        .open(Config.defaults().withRoot(workspace.directory()).withSpareProcesses(spares));
  }

  /** Starts containers of one tree. */
  private record Box(ContainerRuntime runtime, Path tree) {
    Container start(String... command) {
      Image image = Starts.image(tree);
      ContainerBuilder builder =
          Container.create(image)
              .withCommand(command)
              .withTmpfs("/tmp", ByteSize.ofMiB(64))
              .withOutputLimit(ByteSize.ofKiB(64));
      Container container =
          runtime.create(
              builder.spec(),
              ContainerImages.withoutStore(
                  _ -> new RootFilesystem(List.of(tree), List.of(), () -> {})));
      container.start();
      return container;
    }
  }

  private void commands(Box unpooled, Box pooled, Peers peers, Optional<Hyperfine> hyperfine)
      throws Exception {
    report.append("\n## A command in a running container\n\n");
    Table table = new Table("call to exit seen, ms", "median", "p95", "p99", "min", "runs");
    String spaced = ", " + options.gap().toMillis() + " ms apart";
    Map<String, Box> boxes = new LinkedHashMap<>();
    boxes.put("exec, nothing kept ready", unpooled);
    boxes.put("exec, pooled", pooled);
    for (Map.Entry<String, Box> box : boxes.entrySet()) {
      try (Container container = box.getValue().start("/bin/sleep", "100000")) {
        executions(container, options.warmUp(), Duration.ZERO);
        Distribution dense = executions(container, options.runs(), Duration.ZERO);
        row(table, box.getKey() + ", back to back", dense);
        row(table, box.getKey() + spaced, executions(container, options.runs(), options.gap()));
      }
    }
    StringBuilder absent = new StringBuilder();
    for (Candidate candidate : peers.executions(options.withDaemon())) {
      switch (candidate) {
        case Candidate.Present(Peer peer) when hyperfine.isPresent() -> {
          int runs = peer.pace().of(options.runs());
          List<Long> nanos = hyperfine.get().time(peer, PEER_WARM_UP, runs, Duration.ZERO);
          row(table, peer.name(), Distribution.of(nanos));
        }
        case Candidate.Present(Peer peer) ->
            absent.append("- ").append(peer.name()).append(": hyperfine is not installed\n");
        case Candidate.Absent(String name, String reason) ->
            absent.append("- ").append(name).append(": not timed, ").append(reason).append("\n");
      }
    }
    report.append(table).append(absent.isEmpty() ? "" : "\n" + absent);
  }

  private static Distribution executions(Container container, int count, Duration gap)
      throws InterruptedException {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (gap.isPositive()) {
        Thread.sleep(gap);
      }
      long begun = System.nanoTime();
      ExitStatus status = container.exec("/bin/true").exitStatus();
      nanos.add(System.nanoTime() - begun);
      if (!status.isSuccess()) {
        throw new IllegalStateException("/bin/true ended with " + status);
      }
    }
    return Distribution.of(nanos);
  }

  private void ends(Box box) throws Exception {
    List<Long> nanos = new ArrayList<>();
    for (int i = -options.runs() / 2; i < options.runs(); i++) {
      try (Container container = box.start("/bin/sleep", "100000")) {
        long begun = System.nanoTime();
        container.kill(Signal.KILL);
        if (container.waitFor(TRUE_LIMIT) == null) {
          throw new IllegalStateException("a killed container did not end");
        }
        if (i >= 0) {
          nanos.add(System.nanoTime() - begun);
        }
      }
    }
    report.append("\n## The end of a container\n\n");
    Table table = new Table("call to exit seen, ms", "median", "p95", "p99", "min", "runs");
    row(table, "kill", Distribution.of(nanos));
    report.append(table);
  }

  private static void row(Table table, String name, Distribution nanos) {
    table.row(
        name,
        Figures.milliseconds(nanos.median()),
        Figures.milliseconds(nanos.percentile(95)),
        Figures.milliseconds(nanos.percentile(99)),
        Figures.milliseconds(nanos.min()),
        String.valueOf(nanos.size()));
  }

  private void output(Box box) throws Exception {
    int size = options.mebibytes();
    long begun = System.nanoTime();
    try (Container container =
        box.start("/bin/dd", "if=/dev/zero", "bs=65536", "count=" + size * 16)) {
      ExitStatus status = container.waitFor();
      if (!status.isSuccess()) {
        throw new IllegalStateException("dd ended with " + status);
      }
    }
    report.append("\n## Bytes\n\n");
    report.append("- standard output, all read: ").append(rate(size, begun)).append("\n");
  }

  private void copies(Box box) throws Exception {
    long size = ByteSize.ofMiB(options.mebibytes()).bytes();
    CopyOptions large = CopyOptions.defaults().withLimit(ByteSize.ofBytes(size));
    try (Container container = box.start("/bin/sleep", "100000")) {
      long begun = System.nanoTime();
      container.files().copyTo(CopySource.ofStream(new Zeros(size)), "/large", large);
      String in = rate(options.mebibytes(), begun);
      begun = System.nanoTime();
      try (InputStream file = container.files().read("/large")) {
        file.transferTo(OutputStream.nullOutputStream());
      }
      String out = rate(options.mebibytes(), begun);
      report.append("- copy in: ").append(in).append("\n- copy out: ").append(out);
      long heap = Runtime.getRuntime().maxMemory() / (1024 * 1024);
      report.append("\n- heap of this process, at most: ").append(heap).append(" MiB\n");
    }
  }

  private static String rate(int mebibytes, long begun) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    return String.format(
        Locale.ROOT, "%d MiB in %.2f s, %.0f MiB/s", mebibytes, seconds, mebibytes / seconds);
  }

  /** So many zero bytes. */
  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long size) {
      left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      left -= count;
      return count;
    }
  }
}
