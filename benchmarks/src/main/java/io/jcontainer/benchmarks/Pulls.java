package io.jcontainer.benchmarks;

import io.jcontainer.LoadOptions;
import io.jcontainer.PushOptions;
import io.jcontainer.Reference;
import io.jcontainer.benchmarks.peer.DockerPulls;
import io.jcontainer.benchmarks.pull.DockerPuller;
import io.jcontainer.benchmarks.pull.FirstPull;
import io.jcontainer.benchmarks.pull.Floor;
import io.jcontainer.benchmarks.pull.LibraryPuller;
import io.jcontainer.benchmarks.pull.LoopbackRegistry;
import io.jcontainer.benchmarks.pull.ProgramPullers;
import io.jcontainer.benchmarks.pull.Puller;
import io.jcontainer.benchmarks.pull.Repeats;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pulls of three kinds of images, by this library and by others, from one registry. */
public final class Pulls {
  private static final String DOCKER = "docker pull";
  private static final String PODMAN = "podman pull";

  private final Options options;
  private final StringBuilder report = new StringBuilder();

  private Pulls(Options options) {
    this.options = options;
  }

  /** Prints the report; {@link Options#HELP} says what the arguments may be. */
  public static void main(String[] args) {
    System.out.print(report(args));
  }

  /** The report in Markdown. */
  static String report(String... args) {
    Pulls pulls = new Pulls(Options.parse(args));
    pulls.measure();
    return pulls.report.toString();
  }

  private void measure() {
    Host host = Host.at(Path.of("/"));
    Optional<Double> before = host.load();
    report.append(host.describe());
    long heap = Runtime.getRuntime().maxMemory() / (1024 * 1024);
    report.append("- heap of this process, at most: ").append(heap).append(" MiB\n");
    int heading = report.length();
    try (FreshDisk disk = FreshDisk.make();
        Workspace workspace = Workspace.create(disk.directory())) {
      Optional<LoopbackRegistry> registry = LoopbackRegistry.start(workspace);
      if (registry.isEmpty()) {
        report.append("\nnothing was timed: docker-registry is not installed\n");
        return;
      }
      try (LoopbackRegistry served = registry.get()) {
        measure(disk, workspace, served.authority());
      }
    }
    Load load = new Load(before, host.load(), Runtime.getRuntime().availableProcessors());
    report.insert(heading, "- " + load.describe() + "\n");
  }

  private void measure(FreshDisk disk, Workspace workspace, String authority) {
    SampleImages samples = new SampleImages(workspace);
    List<SampleImage> images =
        List.of(
            samples.ofLayers(options.layers()),
            samples.ofThisMachine(options.imageMebibytes()),
            samples.ofFiles(options.files()));
    List<Puller> pullers = new ArrayList<>();
    try (LibraryPuller library =
        new LibraryPuller("jcontainer, warm", workspace.subdirectory("library"), authority)) {
      images.forEach(image -> publish(image, library, authority));
      pullers.add(library);
      pullers.add(new FirstPull(workspace, authority));
      if (options.withDaemon()) {
        DockerPulls.start(workspace).map(DockerPuller::new).ifPresent(pullers::add);
      }
      pullers.addAll(ProgramPullers.installed(workspace));
      for (SampleImage image : images) {
        compare(image, pullers, authority, disk, Floor.of(image, workspace));
      }
      again(library, authority, images);
    } finally {
      pullers.forEach(Puller::close);
    }
  }

  private static void publish(SampleImage image, LibraryPuller library, String authority) {
    Reference reference = Reference.parse(authority + "/" + image.name() + ":v1");
    var _ =
        library
            .library()
            .load(image.layout(), LoadOptions.defaults().withName(reference.toString()))
            .stream()
            .map(loaded -> library.library().push(loaded, reference, PushOptions.defaults()))
            .toList();
    library.remove(reference.toString());
  }

  /**
   * In turn, so that a disturbance hits everybody; the first of each does not count. What one has
   * written or removed is on the disk before the next begins, as only we wait for our own.
   */
  private void compare(
      SampleImage image, List<Puller> pullers, String authority, FreshDisk disk, Floor floor) {
    String reference = authority + "/" + image.name() + ":v1";
    Map<String, List<Taken>> taken = new LinkedHashMap<>();
    for (int run = 0; run <= options.runs(); run++) {
      System.err.printf("%s, run %d of %d%n", image.name(), run, options.runs());
      for (Puller puller : pullers) {
        disk.settle();
        Taken one = puller.pull(reference);
        puller.remove(reference);
        List<Taken> all = taken.computeIfAbsent(puller.name(), _ -> new ArrayList<>());
        if (run > 0) {
          all.add(one);
        }
      }
    }
    report.append("\n### ").append(image.describe()).append("\n\n");
    report.append(table(taken)).append(floor(floor, walls(taken, pullers.getFirst().name())));
  }

  private static Distribution walls(Map<String, List<Taken>> taken, String name) {
    return Distribution.of(taken.getOrDefault(name, List.of()).stream().map(Taken::wall).toList());
  }

  private static Table table(Map<String, List<Taken>> taken) {
    Table table =
        new Table("pull, ms", "median", "p95", "min", "CPU", "/ docker", "/ podman", "runs");
    taken.forEach(
        (name, all) -> {
          Distribution wall = walls(taken, name);
          Distribution cpu = Distribution.of(all.stream().map(Taken::cpu).toList());
          table.row(
              name,
              Figures.milliseconds(wall.median()),
              Figures.milliseconds(wall.percentile(95)),
              Figures.milliseconds(wall.min()),
              Figures.milliseconds(cpu.median()),
              ratio(wall, taken, DOCKER),
              ratio(wall, taken, PODMAN),
              String.valueOf(wall.size()));
        });
    return table;
  }

  private static String ratio(Distribution wall, Map<String, List<Taken>> taken, String name) {
    return taken.containsKey(name) ? Figures.ratio(wall.ratioTo(walls(taken, name))) : "-";
  }

  private static String floor(Floor floor, Distribution warm) {
    int processors = Runtime.getRuntime().availableProcessors();
    return "\nOn one processor: inflating %s ms, hashing %s ms, making the files %s ms. "
            .formatted(
                Figures.milliseconds(floor.inflate()),
                Figures.milliseconds(floor.hash()),
                Figures.milliseconds(floor.files()))
        + "Shared by %d without loss that is %s ms; jcontainer, warm, takes %s times as long.\n"
            .formatted(
                processors,
                Figures.milliseconds(floor.on(processors)),
                Figures.ratio((double) warm.median() / floor.on(processors)));
  }

  private void again(LibraryPuller library, String authority, List<SampleImage> images) {
    report.append("\n### Everything is there\n\n");
    Table table = new Table("pull, ms", "median", "p95", "request", "p95", "more", "runs");
    for (SampleImage image : images) {
      String reference = authority + "/" + image.name() + ":v1";
      library.pull(reference);
      Repeats repeats = Repeats.of(library, authority, image, options.warmUp(), options.warmUp());
      library.remove(reference);
      table.row(
          image.title(),
          Figures.milliseconds(repeats.pulls().median()),
          Figures.milliseconds(repeats.pulls().percentile(95)),
          Figures.milliseconds(repeats.requests().median()),
          Figures.milliseconds(repeats.requests().percentile(95)),
          Figures.milliseconds(repeats.pulls().median() - repeats.requests().median()),
          String.valueOf(repeats.pulls().size()));
    }
    report.append(table);
  }
}
