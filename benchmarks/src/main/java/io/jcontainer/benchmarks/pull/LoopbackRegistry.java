package io.jcontainer.benchmarks.pull;

import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Docker's registry on a port of the loopback interface, without TLS or login. */
public final class LoopbackRegistry implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  private final Process process;
  private final String authority;

  private LoopbackRegistry(Process process, String authority) {
    this.process = process;
    this.authority = authority;
  }

  /** Starts one with its blobs in the workspace; nothing if it is not installed. */
  public static Optional<LoopbackRegistry> start(Workspace workspace) {
    return Command.find("docker-registry").map(program -> start(program, workspace));
  }

  private static LoopbackRegistry start(Path program, Workspace workspace) {
    Path directory = workspace.subdirectory("registry");
    try {
      int port = freePort();
      String authority = "127.0.0.1:" + port;
      Path configuration = directory.resolve("config.yml");
      Files.writeString(
          configuration,
          """
          version: 0.1
          log: {level: error, accesslog: {disabled: true}}
          storage: {filesystem: {rootdirectory: %s}}
          http: {addr: "%s"}
          """
              .formatted(directory.resolve("blobs"), authority));
      Process process =
          new ProcessBuilder(program.toString(), "serve", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      LoopbackRegistry registry = new LoopbackRegistry(process, authority);
      registry.awaitPort(port);
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + program, e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort(int port) {
    long end = System.nanoTime() + START.toNanos();
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new IllegalStateException("the registry did not begin to listen within " + START);
      }
      pause();
    }
  }

  private static boolean listens(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the registry starts", e);
    }
  }

  /** Host and port. */
  public String authority() {
    return authority;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
