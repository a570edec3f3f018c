package io.jcontainer.images.registry.testing;

import io.jcontainer.testing.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Debian's {@code docker-registry} on 127.0.0.1, with its files beneath a directory. */
public final class DockerRegistry implements AutoCloseable {
  /** The user that {@link #withPassword} knows. */
  public static final String USER = "alice";

  /** The password that {@link #withPassword} knows. */
  public static final String PASSWORD = "correct horse";

  /** The same for htpasswd: bcrypt, cost 5. */
  private static final String PASSWORD_HASH =
      "$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2";

  private static final Duration START = Duration.ofSeconds(20);

  private final Process process;
  private final Path directory;
  private final int port;
  private final boolean password;

  private DockerRegistry(Path directory, boolean password, String http, String auth)
      throws IOException {
    this.directory = directory;
    this.password = password;
    this.port = freePort();
    Path config = directory.resolve("config.yml");
    Files.writeString(config, config(http, auth));
    process =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    awaitStart();
  }

  /** A registry that everybody may use. */
  public static DockerRegistry open(Path directory) {
    return start(directory, false, "", "");
  }

  /** A registry that wants Basic authentication. */
  public static DockerRegistry withPassword(Path directory) {
    Path users = directory.resolve("htpasswd");
    try {
      Files.writeString(users, USER + ":" + PASSWORD_HASH + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return start(
        directory, true, "", "auth: {htpasswd: {realm: jcontainer, path: \"" + users + "\"}}");
  }

  /**
   * A registry that answers over TLS.
   *
   * @param clients authority of the certificates that it wants to see, if it does
   */
  public static DockerRegistry withTls(
      Path directory, Path certificate, Path key, Optional<Path> clients) {
    String tls =
        ", tls: {certificate: \"%s\", key: \"%s\"%s}"
            .formatted(
                certificate,
                key,
                clients.map(file -> ", clientcas: [\"" + file + "\"]").orElse(""));
    return start(directory, false, tls, "");
  }

  /**
   * A registry that takes the tokens of a service.
   *
   * @param service which it sends clients to
   */
  public static DockerRegistry withTokens(Path directory, TokenService service) {
    return start(
        directory,
        false,
        "",
        "auth: {token: {realm: \"%s\", service: \"%s\", issuer: \"%s\", rootcertbundle: \"%s\"}}"
            .formatted(
                service.realm(), TokenService.SERVICE, TokenService.ISSUER, service.certificate()));
  }

  private static DockerRegistry start(Path directory, boolean password, String http, String auth) {
    Requirement.REGISTRY.orSkip();
    try {
      return new DockerRegistry(directory, password, http, auth);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** {@code 127.0.0.1:port}, as references have it. */
  public String authority() {
    return "127.0.0.1:" + port;
  }

  /** What skopeo needs to log in here. */
  Optional<String> login() {
    return password ? Optional.of(USER + ":" + PASSWORD) : Optional.empty();
  }

  /** Where it keeps a blob, so that a test can damage it. */
  public Path blob(String hex) {
    return directory
        .resolve("data/docker/registry/v2/blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex)
        .resolve("data");
  }

  private String config(String http, String auth) {
    return """
    version: 0.1
    log: {level: warn}
    storage: {filesystem: {rootdirectory: "%s"}}
    http: {addr: "%s", secret: not-a-secret%s}
    %s
    """
        .formatted(directory.resolve("data"), authority(), http, auth);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private void awaitStart() throws IOException {
    long end = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new IOException("no start: " + Files.readString(directory.resolve("log")));
      }
    }
  }

  private boolean answers() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1000);
      return true;
    } catch (ConnectException e) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", interrupted);
      }
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
