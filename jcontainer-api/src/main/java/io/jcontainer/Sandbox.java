package io.jcontainer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Runs untrusted jobs: files in, limits, command, verdict and measurements out. A description that
 * never changes; it can be run thousands of times, by many threads at once, each time in a
 * container of its own of which nothing is left.
 *
 * <p>A job is nobody (65534) without any capability, in a container without network and with a
 * read-only root. It can write to its working directory {@value #WORK}, to {@value #TEMPORARY} and
 * to {@code /dev/shm}, in memory that counts to its own. Where the kernel has Landlock, that says
 * the same a {@linkplain LandlockMode second time}.
 *
 * <pre>{@code
 * SandboxResult result =
 *     Sandbox.untrusted("python:3.12-slim")
 *         .withFiles(Map.of("main.py", "print(6 * 7)"))
 *         .run("python", "main.py");
 * }</pre>
 */
public final class Sandbox {
  /** The working directory of a job. */
  public static final String WORK = "/work";

  /** Where else it can write. */
  public static final String TEMPORARY = "/tmp";

  private static final List<String> WRITABLE = List.of(WORK, TEMPORARY);
  private static final int NOBODY = 65534;

  /** How busy the host is is nobody's business, and anybody may write there, to be told. */
  private static final SecurityOptions SECURITY =
      SecurityOptions.defaults()
          .withHiddenPath("/proc/pressure")
          .withLandlock(LandlockMode.WHERE_AVAILABLE);

  private static final ByteSize LARGEST_RESULT = ByteSize.ofMiB(1);

  private final Supplier<JContainer> engine;
  private final Image image;
  private final SandboxLimits limits;
  private final List<UnaryOperator<ContainerBuilder>> settings;
  private final List<JobFile> files;
  private final Optional<byte[]> input;
  private final Results results;

  /** A file or tree that is put at a path, or a tar stream that is unpacked there. */
  private record JobFile(String target, CopySource source) {
    void put(ContainerFiles files, CopyOptions options) {
      files.copyTo(source, target, options);
    }
  }

  /** What is read of a job's files, and the most of each. */
  private record Results(List<String> names, ByteSize largest) {}

  private Sandbox(
      Supplier<JContainer> engine,
      Image image,
      SandboxLimits limits,
      List<UnaryOperator<ContainerBuilder>> settings,
      List<JobFile> files,
      Optional<byte[]> input,
      Results results) {
    this.engine = engine;
    this.image = image;
    this.limits = limits;
    this.settings = settings;
    this.files = files;
    this.input = input;
    this.results = results;
  }

  /** Describes jobs in an image that is pulled when missing, on the default engine. */
  public static Sandbox untrusted(String reference) {
    return JContainer.defaultEngine().sandbox(reference);
  }

  /** Describes jobs in an image, on the default engine. */
  public static Sandbox of(Image image) {
    return of(JContainer::defaultEngine, image);
  }

  static Sandbox of(Supplier<JContainer> engine, Image image) {
    return new Sandbox(
        engine,
        image,
        SandboxLimits.strict(),
        List.of(),
        List.of(),
        Optional.empty(),
        new Results(List.of(), LARGEST_RESULT));
  }

  /** The limits of a job. */
  public SandboxLimits limits() {
    return limits;
  }

  /** The same with other limits, such as {@code limits().withMemory(…)}. */
  public Sandbox withLimits(SandboxLimits other) {
    var _ = other.applyTo(new ContainerBuilder(engine, image));
    return new Sandbox(engine, image, other, settings, files, input, results);
  }

  /** The same with files of these texts in UTF-8, by name; see {@link #withFile}. */
  public Sandbox withFiles(Map<String, String> texts) {
    Sandbox more = this;
    for (Map.Entry<String, String> file : texts.entrySet()) {
      more = more.withFile(file.getKey(), CopySource.ofText(file.getValue()));
    }
    return more;
  }

  /**
   * The same with a file, or with a directory tree of the host. It belongs to the job, modes are
   * those of the source.
   *
   * @param name relative to the working directory, or absolute
   * @param source read anew for each run
   */
  public Sandbox withFile(String name, CopySource source) {
    return with(new JobFile(pathOf(name), source));
  }

  private Sandbox with(JobFile file) {
    List<JobFile> more = new ArrayList<>(files);
    more.add(file);
    return new Sandbox(engine, image, limits, settings, List.copyOf(more), input, results);
  }

  /** The same with a file of these bytes. */
  public Sandbox withFile(String name, byte[] content) {
    return withFile(name, CopySource.ofBytes(content));
  }

  /** The same with a file of this text in UTF-8. */
  public Sandbox withFile(String name, String content) {
    return withFile(name, CopySource.ofText(content));
  }

  /** The same with everything beneath a directory of the host in the working directory. */
  public Sandbox withDirectory(Path directory) {
    return withFile(WORK, CopySource.ofPath(directory));
  }

  /**
   * The same with what is in a tar archive (ustar, pax or GNU, not compressed) in the working
   * directory. It may come from whom the job comes from: a name that climbs or leads through a link
   * ends the run with a {@link ContainerFileException}, as damage does; devices are left out.
   *
   * @param archive read anew for each run
   */
  public Sandbox withArchive(CopySource archive) {
    CopySource tar =
        switch (archive) {
          case CopySource.HostPath(var path) ->
              new CopySource.Tar("archive " + path, () -> Files.newInputStream(path));
          case CopySource.Content(var description, var opener) ->
              new CopySource.Tar("archive of " + description, opener);
          case CopySource.Tar stream -> stream;
        };
    return with(new JobFile(WORK, tar));
  }

  private static String pathOf(String name) {
    String path = name.startsWith("/") ? name : WORK + "/" + name;
    AbsolutePath.check("file of a sandbox", path);
    return path;
  }

  /** The same with standard input of these bytes; it is empty otherwise. */
  public Sandbox withStdin(byte[] bytes) {
    Optional<byte[]> own = Optional.of(bytes.clone());
    return new Sandbox(engine, image, limits, settings, files, own, results);
  }

  /** The same with standard input of this text in UTF-8. */
  public Sandbox withStdin(String text) {
    return withStdin(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with a variable of the job. */
  public Sandbox withEnv(String name, String value) {
    return withOptions(builder -> builder.withEnv(name, value));
  }

  /** The same with another system call filter, such as {@link SeccompProfile#strict}. */
  public Sandbox withSeccomp(SeccompProfile profile) {
    return withOptions(builder -> builder.withSecurity(SECURITY.withSeccomp(profile)));
  }

  /**
   * The same with a setting that this class has no method for, a read-only bind say. It is applied
   * after the sandbox's own, once now and once for each run, and can give up what they protect.
   */
  public Sandbox withOptions(UnaryOperator<ContainerBuilder> option) {
    List<UnaryOperator<ContainerBuilder>> more = new ArrayList<>(settings);
    more.add(option);
    var changed = new Sandbox(engine, image, limits, List.copyOf(more), files, input, results);
    var _ = changed.builder();
    return changed;
  }

  /** The same, reading these files after the end of a job, at most 1 MiB of each. */
  public Sandbox withResultFiles(String... names) {
    return withResultFiles(LARGEST_RESULT, names);
  }

  /**
   * The same, reading these files after the end of a job. Links are followed inside the container;
   * what is not a regular file, or larger, is told as missing.
   *
   * @param largest the most bytes of each
   * @param names relative to the working directory, or absolute
   */
  public Sandbox withResultFiles(ByteSize largest, String... names) {
    List.of(names).forEach(Sandbox::pathOf);
    Results wanted = new Results(List.of(names), largest);
    return new Sandbox(engine, image, limits, settings, files, input, wanted);
  }

  private ContainerBuilder builder() {
    ContainerBuilder builder =
        limits
            .applyTo(new ContainerBuilder(engine, image))
            .withEntrypoint()
            .withUser(NOBODY + ":" + NOBODY)
            .withCapDrop(Capability.values())
            .withSecurity(SECURITY)
            .withReadOnlyRoot()
            .withWorkingDirectory(WORK)
            .withEnv("HOME", WORK)
            .withEnv("TMPDIR", TEMPORARY)
            .withInit()
            .withOutOfMemoryGroupKill();
    for (UnaryOperator<ContainerBuilder> setting : settings) {
      builder = setting.apply(builder);
    }
    return input.isPresent() ? builder.withStdinOpen() : builder;
  }

  /**
   * Runs a job to its end. What a job does never makes this fail: it is told by the verdict.
   *
   * @throws StartException if it cannot be started, such as a program that is not there
   * @throws ContainerFileException if its files cannot be put in place, or an archive of them is
   *     none
   * @throws InterruptedException if interrupted while waiting: the job is killed
   */
  public SandboxResult run(String... programAndArguments) throws InterruptedException {
    try (Container container = builder().withCommand(programAndArguments).create()) {
      CopyOptions owned = CopyOptions.defaults().withOwner(NOBODY, NOBODY);
      for (JobFile file : files) {
        file.put(container.files(), owned);
      }
      container.start();
      input.ifPresent(bytes -> feed(container.stdin(), bytes));
      ExitStatus status = container.waitFor();
      return result(container, status);
    }
  }

  /** A job need not read: who writes to it waits on a thread of its own, until it ends. */
  private static void feed(OutputStream stdin, byte[] bytes) {
    Thread.ofVirtual()
        .name("jcontainer-stdin")
        .start(
            () -> {
              try (stdin) {
                stdin.write(bytes);
              } catch (IOException e) {
                // it has ended, or closed its input: it did not want the rest
              }
            });
  }

  private SandboxResult result(Container container, ExitStatus status) {
    Map<String, byte[]> found = new LinkedHashMap<>();
    Map<String, String> missing = new LinkedHashMap<>();
    for (String name : results.names()) {
      try {
        found.put(name, container.files().readBytes(pathOf(name), results.largest()));
      } catch (ContainerFileException e) {
        missing.put(name, Text.message(String.valueOf(e.getMessage())));
      }
    }
    boolean full = WRITABLE.stream().anyMatch(path -> container.files().diskUsage(path).full());
    SandboxEvidence evidence = new SandboxEvidence(status, container.limitEvents(), full);
    return new SandboxResult(evidence, container.logs(), found, missing, container.usage());
  }
}
