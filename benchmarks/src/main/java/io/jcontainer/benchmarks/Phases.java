package io.jcontainer.benchmarks;

import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.benchmarks.library.Starts;
import io.jcontainer.benchmarks.report.Host;
import io.jcontainer.benchmarks.report.Load;
import io.jcontainer.benchmarks.report.Table;
import io.jcontainer.benchmarks.workspace.Workspace;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.linux.LinuxRuntime;
import io.jcontainer.linux.container.StepTimes;
import io.jcontainer.linux.container.StepTimes.Timed;
import io.jcontainer.spi.RootFilesystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tells where the time of a start goes: on the side of this process by the library's own events for
 * Java Flight Recorder and by a kernel that looks at the clock, in the processes it makes by a
 * stopwatch among their steps.
 */
public final class Phases {
  private final Options options;
  private final StringBuilder report = new StringBuilder();

  private Phases(Options options) {
    this.options = options;
  }

  /** Prints the report; {@link Options#HELP} says what the arguments may be. */
  public static void main(String[] args) throws IOException, InterruptedException {
    System.out.print(report(args));
  }

  /** The report in Markdown. */
  static String report(String... args) throws IOException, InterruptedException {
    Phases phases = new Phases(Options.parse(args));
    phases.measure();
    return phases.report.toString();
  }

  private void measure() throws IOException, InterruptedException {
    Host host = Host.at(Path.of("/"));
    Optional<Double> before = host.load();
    report.append(host.describe());
    int heading = report.length();
    try (Workspace workspace = Workspace.create()) {
      try (Starts starts = new Starts(workspace.directory(), workspace.rootFilesystem(), 0)) {
        starts.run(options.warmUp(), Duration.ZERO);
        for (Duration gap : gaps()) {
          title("Parts of a start", gap);
          report.append(new RecordedStarts(starts).table(options.runs(), gap));
        }
      }
      for (Duration gap : gaps()) {
        title("System calls of this process", gap);
        report.append(calls(workspace, gap));
      }
      for (Duration gap : gaps()) {
        title("Steps of the program", gap);
        report.append(steps(workspace, gap));
      }
    }
    Load load = new Load(before, host.load(), Runtime.getRuntime().availableProcessors());
    report.insert(heading, "- " + load.describe() + "\n");
  }

  private List<Duration> gaps() {
    return List.of(Duration.ZERO, options.gap());
  }

  private void title(String what, Duration gap) {
    String spacing = gap.isZero() ? "back to back" : gap.toMillis() + " ms apart";
    report.append("\n## ").append(what).append(", ").append(spacing).append("\n\n");
  }

  private Table calls(Workspace workspace, Duration gap) throws InterruptedException {
    TimedKernel kernel = new TimedKernel(new LinuxKernel());
    LinuxRuntime runtime =
        new LinuxRuntime(
            Config.defaults().withRoot(workspace.directory()).withSpareProcesses(0),
            kernel.timed());
    try (Starts starts = new Starts(runtime, workspace.rootFilesystem())) {
      starts.run(options.runs(), Duration.ZERO);
      kernel.forget();
      starts.run(options.runs(), gap);
    }
    return kernel.table(options.runs());
  }

  private Table steps(Workspace workspace, Duration gap) throws InterruptedException {
    StepTable table = new StepTable();
    Image image = Starts.image(workspace.rootFilesystem());
    Config config = Config.defaults().withRoot(workspace.directory());
    try (StepTimes times = new StepTimes(config, new LinuxKernel())) {
      for (int i = -options.runs() / 2; i < options.runs(); i++) {
        Thread.sleep(gap);
        List<Timed> steps =
            times.run(
                Starts.spec(image),
                new RootFilesystem(List.of(workspace.rootFilesystem()), List.of(), () -> {}));
        if (i >= 0) {
          table.add(steps);
        }
      }
    }
    return table.table(options.share() / 100.0);
  }
}
