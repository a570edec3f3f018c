package io.jcontainer.benchmarks.peer;

import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Pulls of a docker daemon that was started for them. */
public final class DockerPulls implements AutoCloseable {
  private final Path client;
  private final DockerDaemon daemon;
  private final Workspace run;

  private DockerPulls(Path client, DockerDaemon daemon, Workspace run) {
    this.client = client;
    this.daemon = daemon;
    this.run = run;
  }

  /** Starts one with its images in the workspace; nothing if it is not installed. */
  public static Optional<DockerPulls> start(Workspace workspace) {
    return Command.find("docker").flatMap(client -> start(client, workspace));
  }

  private static Optional<DockerPulls> start(Path client, Workspace workspace) {
    Workspace run = Workspace.create();
    Optional<DockerPulls> docker =
        DockerDaemon.start(workspace, run).map(daemon -> new DockerPulls(client, daemon, run));
    if (docker.isEmpty()) {
      run.close();
    }
    return docker;
  }

  /** The command that has the daemon pull. */
  public List<String> pull(String reference) {
    return List.of(client.toString(), host(), "pull", "--quiet", reference);
  }

  /** The command that has it remove. */
  public List<String> remove(String reference) {
    return List.of(client.toString(), host(), "image", "rm", "--force", reference);
  }

  private String host() {
    return "--host=unix://" + daemon.socket();
  }

  /** Nanoseconds of processor time that the daemon and its helpers have used. */
  public long cpu() {
    return daemon.cpu();
  }

  @Override
  public void close() {
    try {
      daemon.close();
    } finally {
      run.close();
    }
  }
}
