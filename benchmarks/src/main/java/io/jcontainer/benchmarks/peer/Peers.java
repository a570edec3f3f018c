package io.jcontainer.benchmarks.peer;

import io.jcontainer.benchmarks.peer.OciBundle.Isolation;
import io.jcontainer.benchmarks.peer.Peer.Pace;
import io.jcontainer.benchmarks.peer.Peer.Surroundings;
import io.jcontainer.benchmarks.report.Host.CgroupMode;
import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everybody to compare with, all on the workspace's root file system. Closing it removes what they
 * left on the host.
 */
public final class Peers implements AutoCloseable {
  /** The runtimes that the targets are about, with the isolation that this library has. */
  public static final String CRUN = "crun";

  /** Likewise. */
  public static final String RUNC = "runc";

  private final Workspace workspace;
  private final CgroupMode cgroups;
  private final Deque<Runnable> remains = new ArrayDeque<>();

  /** Peers for a host with these control groups. */
  public Peers(Workspace workspace, CgroupMode cgroups) {
    this.workspace = workspace;
    this.cgroups = cgroups;
    remains.push(() -> CgroupRemains.remove(cgroups));
  }

  /**
   * All of them, each tried once.
   *
   * @param withDaemon whether to start a docker daemon; otherwise one that runs is used
   */
  public List<Candidate> all(boolean withDaemon) {
    return Stream.of(
            Stream.of(floor(), bubblewrap()),
            runtime(CRUN, crunSurroundings(), crunNote(), Isolation.values()),
            runtime(RUNC, Surroundings.HOST, "", Isolation.SAME, Isolation.SPEC),
            Stream.of(Podman.candidate(workspace), docker(withDaemon)))
        .flatMap(Function.identity())
        .toList();
  }

  /**
   * Who executes commands in a running container, tried once.
   *
   * @param withDaemon as above
   */
  public List<Candidate> executions(boolean withDaemon) {
    return List.of(docker(withDaemon, Docker.EXEC_NAME, Docker::execution));
  }

  private Candidate docker(boolean withDaemon) {
    return docker(withDaemon, Docker.NAME, Docker::candidate);
  }

  private Candidate docker(boolean withDaemon, String name, Function<Docker, Candidate> candidate) {
    Optional<DockerDaemon> daemon = withDaemon ? DockerDaemon.start(workspace) : Optional.empty();
    daemon.ifPresent(one -> remains.push(one::close));
    try {
      Docker docker = Docker.connect(workspace, daemon.map(DockerDaemon::socket));
      remains.push(docker::close);
      return candidate.apply(docker);
    } catch (Docker.Unavailable e) {
      return new Candidate.Absent(name, e.reason());
    }
  }

  private Candidate floor() {
    Path program = workspace.rootFilesystem().resolve("bin/true");
    return Candidate.tried(
        new Peer(
            "fork and exec alone",
            List.of(program.toString()),
            Surroundings.HOST,
            Pace.QUICK,
            "no container: the floor for any process"));
  }

  private Candidate bubblewrap() {
    return candidate(
        "bwrap",
        "bwrap",
        program ->
            new Peer(
                "bwrap",
                List.of(
                    program.toString(),
                    "--unshare-all",
                    "--die-with-parent",
                    "--ro-bind",
                    workspace.rootFilesystem().toString(),
                    "/",
                    "--proc",
                    "/proc",
                    "--dev",
                    "/dev",
                    "--tmpfs",
                    "/tmp",
                    "/bin/true"),
                Surroundings.HOST,
                Pace.QUICK,
                "no overlay, no control group, no filter, nothing masked"));
  }

  /** crun up to 1.8 runs on version 1 and on version 2, and refuses a host that has both. */
  private Surroundings crunSurroundings() {
    return switch (cgroups) {
      case HYBRID -> Surroundings.WITHOUT_UNIFIED_CGROUP;
      case V1, V2, NONE -> Surroundings.HOST;
    };
  }

  private String crunNote() {
    return switch (cgroups) {
      case HYBRID ->
          "; in a mount namespace without the version 2 hierarchy, for it refuses a hybrid host";
      case V1, V2, NONE -> "";
    };
  }

  private Stream<Candidate> runtime(
      String name, Surroundings surroundings, String note, Isolation... isolations) {
    return Stream.of(isolations)
        .map(
            isolation ->
                oci(
                    name + isolation.suffix(),
                    name,
                    isolation,
                    surroundings,
                    isolation.note() + note));
  }

  private Candidate oci(
      String title, String program, Isolation isolation, Surroundings surroundings, String note) {
    return candidate(
        title,
        program,
        runtime -> {
          String key = program + "-" + isolation.name().toLowerCase(Locale.ROOT);
          Path bundle = workspace.subdirectory("bundles/" + key);
          OciBundle.write(runtime, bundle, workspace.rootFilesystem(), isolation);
          return new Peer(
              title, command(runtime, isolation, bundle, key), surroundings, Pace.QUICK, note);
        });
  }

  private List<String> command(Path runtime, Isolation isolation, Path bundle, String key) {
    String state = workspace.subdirectory("state/" + key).toString();
    Stream<String> options =
        isolation == Isolation.SPEC_WITHOUT_CGROUP && runtime.endsWith(CRUN)
            ? Stream.of("--cgroup-manager=disabled")
            : Stream.of();
    return Stream.of(
            Stream.of(runtime.toString(), "--root=" + state),
            options,
            Stream.of("run", "--bundle=" + bundle, "jcontainer-benchmarks-" + key))
        .flatMap(Function.identity())
        .toList();
  }

  private static Candidate candidate(String title, String program, Function<Path, Peer> peer) {
    Optional<Path> found = Command.find(program);
    return found.isPresent()
        ? Candidate.tried(peer.apply(found.get()))
        : Candidate.missing(title, program);
  }

  /** Goes on with the rest when one fails. */
  @Override
  public void close() {
    try {
      while (!remains.isEmpty()) {
        remains.pop().run();
      }
    } finally {
      if (!remains.isEmpty()) {
        close();
      }
    }
  }
}
