package io.jcontainer.images.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Docker daemon of a test's own: everything it keeps is in one directory, and no network. */
public final class Dockerd implements AutoCloseable {
  private final Process process;
  private final String address;

  /** Starts one in an empty directory, and waits until it answers. */
  public Dockerd(Path directory) {
    address = "unix://" + directory.resolve("sock");
    List<String> command =
        List.of(
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "dockerd",
            "--host",
            address,
            "--data-root",
            directory.resolve("data").toString(),
            "--exec-root",
            directory.resolve("exec").toString(),
            "--pidfile",
            directory.resolve("pid").toString(),
            "--iptables=false",
            "--ip6tables=false",
            "--bridge=none",
            "--storage-driver=vfs");
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Tool docker = docker(directory);
    while (!docker.isFine("version")) {
      if (!process.isAlive()) {
        throw new IllegalStateException("dockerd ended at once: see " + directory.resolve("log"));
      }
    }
  }

  /** The command that talks to it. */
  public Tool docker(Path directory) {
    return new Tool(directory, "docker", "--host", address);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
