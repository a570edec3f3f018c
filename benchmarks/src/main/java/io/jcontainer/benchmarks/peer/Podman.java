package io.jcontainer.benchmarks.peer;

import io.jcontainer.benchmarks.peer.Peer.Pace;
import io.jcontainer.benchmarks.peer.Peer.Surroundings;
import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** podman, with its storage in the workspace and the root file system as a directory. */
final class Podman {
  private static final String NAME = "podman run";

  private Podman() {}

  static Candidate candidate(Workspace workspace) {
    Optional<Path> program = Command.find("podman");
    return program.isPresent()
        ? Candidate.tried(peer(program.get(), workspace))
        : Candidate.missing(NAME, "podman");
  }

  private static Peer peer(Path program, Workspace workspace) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    // podman refuses a runroot of more than 50 characters
    command.add("--root=" + workspace.subdirectory("podman/root"));
    command.add("--runroot=" + workspace.subdirectory("podman/run"));
    command.add("--tmpdir=" + workspace.subdirectory("podman/tmp"));
    command.addAll(
        List.of("--storage-driver=vfs", "--cgroup-manager=cgroupfs", "--events-backend=none"));
    // The packaged crun refuses hybrid hosts; runc runs everywhere.
    Command.find("runc").ifPresent(runc -> command.add("--runtime=" + runc));
    command.addAll(
        List.of(
            "run",
            "--rm",
            "--network=none",
            "--log-driver=none",
            "--cgroup-parent=/" + CgroupRemains.NAME,
            "--memory=64m",
            "--pids-limit=64",
            "--cpus=1",
            // podman's own defaults may be above what this process may give
            "--ulimit=nofile=1024:1024",
            "--ulimit=nproc=1024:1024",
            "--rootfs",
            workspace.rootFilesystem().toString(),
            "/bin/true"));
    return new Peer(
        NAME, command, Surroundings.HOST, Pace.SLOW, "no overlay, no network, runc beneath");
  }
}
