package io.jcontainer.benchmarks.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A temporary directory that is the library's root, holds what the other runtimes need, and is
 * removed in the end. In it is the one root file system that all of them run from: the host's
 * static busybox, and the directories that runtimes mount on.
 */
public final class Workspace implements AutoCloseable {
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final List<String> DIRECTORIES =
      List.of("bin", "dev", "proc", "sys", "etc", "root", "tmp", "run", "var");

  private final Path directory;

  private Workspace(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes one beneath the system's directory for temporary files. Others may enter it: root of a
   * user namespace has to.
   */
  public static Workspace create() {
    return create(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** Makes one beneath another directory. */
  public static Workspace create(Path parent) {
    try {
      Path directory = Files.createTempDirectory(parent, "jcontainer-b");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      Workspace workspace = new Workspace(directory);
      workspace.makeRootFilesystem();
      return workspace;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory to work in", e);
    }
  }

  private void makeRootFilesystem() throws IOException {
    for (String name : DIRECTORIES) {
      Files.createDirectories(rootFilesystem().resolve(name));
    }
    Files.copy(BUSYBOX, rootFilesystem().resolve("bin/busybox"));
    for (String applet : List.of("true", "sh", "sleep", "dd")) {
      Files.createSymbolicLink(rootFilesystem().resolve("bin/" + applet), Path.of("busybox"));
    }
    Files.writeString(rootFilesystem().resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
    Files.writeString(rootFilesystem().resolve("etc/group"), "root:x:0:\n");
  }

  /** The directory itself. */
  public Path directory() {
    return directory;
  }

  /** The root file system. */
  public Path rootFilesystem() {
    return directory.resolve("layers/busybox");
  }

  /** A directory in it for one purpose, made when first asked for. */
  public Path subdirectory(String name) {
    try {
      return Files.createDirectories(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + directory.resolve(name), e);
    }
  }

  /** Removes everything in it. */
  @Override
  public void close() {
    try {
      Files.walkFileTree(directory, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(visited);
      return FileVisitResult.CONTINUE;
    }
  }
}
