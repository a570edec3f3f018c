package io.jcontainer.benchmarks.peer;

import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A docker daemon of one's own, with all its state in the workspace: no bridge, no rule in the
 * packet filter, a socket nobody else knows.
 */
final class DockerDaemon implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(30);

  private final Process process;
  private final Path socket;

  private DockerDaemon(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  /** Starts one; nothing if it is not installed. */
  static Optional<DockerDaemon> start(Workspace workspace) {
    return start(workspace, workspace);
  }

  /**
   * The same with its images in one workspace and everything else in another: the paths of sockets
   * are short ({@code unix(7)}).
   */
  static Optional<DockerDaemon> start(Workspace images, Workspace rest) {
    return Command.find("dockerd")
        .map(
            program ->
                start(
                    program, images.subdirectory("dockerd-images"), rest.subdirectory("dockerd")));
  }

  private static DockerDaemon start(Path program, Path images, Path directory) {
    Path socket = directory.resolve("socket");
    ProcessBuilder command =
        new ProcessBuilder(
            List.of(
                program.toString(),
                "--data-root=" + images,
                "--exec-root=" + directory.resolve("exec"),
                "--pidfile=" + directory.resolve("pid"),
                "--host=unix://" + socket,
                "--cgroup-parent=" + CgroupRemains.NAME,
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false",
                "--ip-forward=false",
                "--ip-masq=false"));
    try {
      Process process =
          command
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      DockerDaemon daemon = new DockerDaemon(process, socket);
      daemon.awaitSocket();
      return daemon;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + program, e);
    }
  }

  Path socket() {
    return socket;
  }

  /** Nanoseconds of processor time that it, its containerd and their ended children have used. */
  long cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .mapToLong(ProcessTimes::of)
        .sum();
  }

  /** The socket appears when it listens. */
  private void awaitSocket() {
    long end = System.nanoTime() + START.toNanos();
    while (!Files.exists(socket)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new IllegalStateException("dockerd did not begin to listen within " + START);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while dockerd starts", e);
    }
  }

  /** Ends it; it ends its own containerd. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
