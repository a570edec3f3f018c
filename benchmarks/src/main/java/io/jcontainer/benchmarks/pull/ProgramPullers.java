package io.jcontainer.benchmarks.pull;

import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that do everything themselves: podman, and skopeo with umoci behind it. */
public final class ProgramPullers {
  private ProgramPullers() {}

  /** Those that are installed. */
  public static List<Puller> installed(Workspace workspace) {
    return Stream.of(podman(workspace), skopeo(workspace)).flatMap(Optional::stream).toList();
  }

  private static Optional<Puller> podman(Workspace workspace) {
    // its runroot is on no path of more than 50 characters, as podman demands
    return Command.find("podman")
        .map(program -> new Podman(program, workspace, Workspace.create()));
  }

  private static Optional<Puller> skopeo(Workspace workspace) {
    return Command.find("skopeo")
        .flatMap(
            skopeo ->
                Command.find("umoci").map(umoci -> new SkopeoUmoci(skopeo, umoci, workspace)));
  }

  /** With its storage in the workspace, in overlay directories. */
  private record Podman(Path program, Workspace workspace, Workspace run) implements Puller {
    @Override
    public String name() {
      return "podman pull";
    }

    private List<String> command(String... arguments) {
      return Stream.concat(
              Stream.of(
                  program.toString(),
                  "--root=" + workspace.subdirectory("podman/root"),
                  "--runroot=" + run.subdirectory("run"),
                  "--tmpdir=" + run.subdirectory("tmp"),
                  "--storage-driver=overlay",
                  "--events-backend=none"),
              Stream.of(arguments))
          .toList();
    }

    @Override
    public Taken pull(String reference) {
      return TimedCommand.run(command("pull", "--quiet", "--tls-verify=false", reference));
    }

    @Override
    public void remove(String reference) {
      Command.demand(command("rmi", "--force", reference));
    }

    @Override
    public void close() {
      run.close();
    }
  }

  /** To an OCI layout, and from there to a tree; both count. */
  private record SkopeoUmoci(Path skopeo, Path umoci, Workspace workspace) implements Puller {
    @Override
    public String name() {
      return "skopeo copy + umoci unpack";
    }

    private Path directory() {
      return workspace.directory().resolve("skopeo");
    }

    @Override
    public Taken pull(String reference) {
      String layout = workspace.subdirectory("skopeo").resolve("layout").toString();
      Taken copied =
          TimedCommand.run(
              List.of(
                  skopeo.toString(),
                  "copy",
                  "--quiet",
                  "--src-tls-verify=false",
                  "docker://" + reference,
                  "oci:" + layout + ":image"));
      return copied.plus(
          TimedCommand.run(
              List.of(
                  umoci.toString(),
                  "--log=error",
                  "unpack",
                  "--image=" + layout + ":image",
                  directory().resolve("bundle").toString())));
    }

    @Override
    public void remove(String reference) {
      if (Files.exists(directory())) {
        Command.demand(List.of("rm", "-r", directory().toString()));
      }
    }
  }
}
