package io.jcontainer.images.registry.testing;

import io.jcontainer.testing.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates in PEM files of one directory, as {@code openssl} writes them. */
public final class OpenSsl {
  private final Path directory;

  /** Works in that directory. */
  public OpenSsl(Path directory) {
    Requirement.OPENSSL.orSkip();
    this.directory = directory;
  }

  /** A file of the directory. */
  public Path file(String name) {
    return directory.resolve(name);
  }

  /** Makes {@code name.crt} and {@code name.key} of an authority. */
  public void authority(String name) {
    run(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=" + name,
        "-days",
        "2",
        "-keyout",
        name + ".key",
        "-out",
        name + ".crt");
  }

  /**
   * Makes {@code name.crt} and {@code name.key}, signed by an authority.
   *
   * @param newKey options that make the key, such as {@code -newkey rsa:2048}
   */
  public void certificate(String name, String authority, String names, String... newKey) {
    List<String> request = new ArrayList<>(List.of("req", "-nodes", "-subj", "/CN=" + name));
    request.addAll(List.of(newKey));
    request.addAll(List.of("-keyout", name + ".key", "-out", name + ".csr"));
    run(request.toArray(String[]::new));
    try {
      Files.writeString(file(name + ".ext"), "subjectAltName=" + names + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        authority + ".crt",
        "-CAkey",
        authority + ".key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        name + ".ext",
        "-out",
        name + ".crt");
  }

  /** Runs it. */
  public void run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
