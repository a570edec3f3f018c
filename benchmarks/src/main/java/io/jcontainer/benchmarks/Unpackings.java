package io.jcontainer.benchmarks;

import io.jcontainer.benchmarks.pull.LayerWork;
import io.jcontainer.benchmarks.pull.SampleImage;
import io.jcontainer.benchmarks.pull.SampleImages;
import io.jcontainer.benchmarks.pull.Taken;
import io.jcontainer.benchmarks.report.Distribution;
import io.jcontainer.benchmarks.report.Figures;
import io.jcontainer.benchmarks.report.Host;
import io.jcontainer.benchmarks.report.Load;
import io.jcontainer.benchmarks.report.Table;
import io.jcontainer.benchmarks.workspace.FreshDisk;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the choices in unpacking are worth: directories, or the archive as a file with an index; the
 * JDK's zlib, or a library of the machine; threads that can write nowhere else, or any.
 */
public final class Unpackings {
  private Unpackings() {}

  /** Prints the report; {@link Options#HELP} says what the arguments may be. */
  public static void main(String[] args) {
    System.out.print(report(args));
  }

  /** The report in Markdown. */
  static String report(String... args) {
    Options options = Options.parse(args);
    Host host = Host.at(Path.of("/"));
    Optional<Double> before = host.load();
    StringBuilder report = new StringBuilder();
    try (FreshDisk disk = FreshDisk.make();
        Workspace workspace = Workspace.create(disk.directory())) {
      SampleImages samples = new SampleImages(workspace);
      List<SampleImage> images =
          List.of(
              samples.ofThisMachine(options.imageMebibytes()), samples.ofFiles(options.files()));
      for (SampleImage image : images) {
        report.append("\n### ").append(image.describe()).append("\n\n");
        LayerWork work = new LayerWork(image, disk, workspace.subdirectory("work"));
        report.append(table(work.measure(options.runs())));
      }
    }
    Load load = new Load(before, host.load(), Runtime.getRuntime().availableProcessors());
    return host.describe() + "- " + load.describe() + "\n" + report;
  }

  private static Table table(Map<String, List<Taken>> measured) {
    Table table = new Table("one layer after the other, ms", "median", "p95", "CPU", "runs");
    measured.forEach(
        (what, all) -> {
          Distribution wall = Distribution.of(all.stream().map(Taken::wall).toList());
          Distribution cpu = Distribution.of(all.stream().map(Taken::cpu).toList());
          table.row(
              what,
              Figures.milliseconds(wall.median()),
              Figures.milliseconds(wall.percentile(95)),
              Figures.milliseconds(cpu.median()),
              String.valueOf(wall.size()));
        });
    return table;
  }
}
