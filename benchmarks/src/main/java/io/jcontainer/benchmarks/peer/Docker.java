package io.jcontainer.benchmarks.peer;

import io.jcontainer.benchmarks.peer.Peer.Pace;
import io.jcontainer.benchmarks.peer.Peer.Surroundings;
import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.benchmarks.workspace.Command.Outcome;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** docker with a daemon that answers; the root file system becomes an image of it for the time. */
final class Docker implements AutoCloseable {
  static final String NAME = "docker run";
  static final String EXEC_NAME = "docker exec";

  private final List<String> client;
  private final String image;
  private final List<String> running = new ArrayList<>();

  private Docker(List<String> client, String image) {
    this.client = client;
    this.image = image;
  }

  /** Why docker cannot be compared with: in words for the report. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Unavailable(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  /**
   * docker with the daemon of this socket, or else with the one the client finds by itself.
   *
   * @throws Unavailable if there is no client, or no daemon answers
   */
  static Docker connect(Workspace workspace, Optional<Path> socket) throws Unavailable {
    Optional<Path> program = Command.find("docker");
    if (program.isEmpty()) {
      throw new Unavailable("docker is not installed");
    }
    List<String> client = new ArrayList<>(List.of(program.get().toString()));
    socket.ifPresent(path -> client.add("--host=unix://" + path));
    Outcome answer = Command.run(with(client, "version", "--format={{.Server.Version}}"));
    if (answer.code() != 0) {
      throw new Unavailable("no docker daemon answers: " + answer.lastLine());
    }
    Docker docker = new Docker(client, workspace.directory().getFileName().toString());
    docker.importImage(workspace);
    return docker;
  }

  private static List<String> with(List<String> client, String... arguments) {
    List<String> command = new ArrayList<>(client);
    command.addAll(List.of(arguments));
    return command;
  }

  private void importImage(Workspace workspace) {
    Path archive = workspace.directory().resolve("docker-image.tar");
    Command.demand(
        List.of(
            "tar", "-C", workspace.rootFilesystem().toString(), "-cf", archive.toString(), "."));
    Command.demand(with(client, "import", archive.toString(), image));
  }

  Candidate candidate() {
    return Candidate.tried(
        new Peer(
            NAME,
            with(
                client,
                "run",
                "--rm",
                "--network=none",
                "--memory=64m",
                "--pids-limit=64",
                "--cpus=1",
                image,
                "/bin/true"),
            Surroundings.HOST,
            Pace.SLOW,
            "overlay, limits and filter, no network, through its daemon"));
  }

  /** The same daemon, asked to execute the command in a container that runs. */
  Candidate execution() {
    String id =
        Command.demand(
                with(client, "run", "--detach", "--network=none", image, "/bin/sleep", "100000"))
            .strip();
    running.add(id);
    return Candidate.tried(
        new Peer(
            EXEC_NAME,
            with(client, "exec", id, "/bin/true"),
            Surroundings.HOST,
            Pace.SLOW,
            "in a running container, through its daemon"));
  }

  /** Removes the containers and the image. */
  @Override
  public void close() {
    running.forEach(id -> Command.demand(with(client, "rm", "--force", id)));
    Command.demand(with(client, "image", "rm", image));
  }
}
