package io.jcontainer.linux;

import io.jcontainer.ByteSize;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.Platform;
import io.jcontainer.spi.RootFilesystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** An image of one layer, made of the host's static busybox: what a container test runs. */
public final class BusyboxImage {
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final List<String> APPLETS =
      List.of(
          "sh",
          "cat",
          "echo",
          "ls",
          "id",
          "true",
          "false",
          "sleep",
          "mount",
          "env",
          "pwd",
          "touch",
          "mkdir",
          "rm",
          "ps",
          "grep",
          "hostname",
          "kill",
          "dd",
          "head",
          "wc",
          "seq",
          "yes",
          "stat",
          "readlink",
          "ln",
          "chmod",
          "chown",
          "mknod",
          "unshare",
          "test",
          "tail",
          "find",
          "sort",
          "ip",
          "nproc",
          "cut",
          "tr",
          "umount",
          "df");

  private final Path layer;

  private BusyboxImage(Path layer) {
    this.layer = layer;
  }

  /** Makes the layer beneath an engine's root directory, unless it is there. */
  public static BusyboxImage in(Path root) {
    try {
      Path layer = Files.createDirectories(root.resolve("layers/busybox"));
      if (Files.exists(layer.resolve("etc/group"))) {
        return new BusyboxImage(layer);
      }
      for (String directory : List.of("bin", "etc", "root", "home/app", "var", "usr/bin")) {
        Files.createDirectories(layer.resolve(directory));
      }
      Files.createDirectory(
          layer.resolve("tmp"),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx")));
      Files.setPosixFilePermissions(
          layer.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
      Files.copy(BUSYBOX, layer.resolve("bin/busybox"));
      for (String applet : APPLETS) {
        Files.createSymbolicLink(layer.resolve("bin/" + applet), Path.of("busybox"));
      }
      write(
          layer.resolve("etc/passwd"),
          "root:x:0:0:root:/root:/bin/sh\napp:x:1234:1234::/home/app:/bin/sh\n");
      write(layer.resolve("etc/group"), "root:x:0:\napp:x:1234:\nextra:x:77:app\n");
      return new BusyboxImage(layer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The layer's directory, to be made worse by tests. */
  public Path layer() {
    return layer;
  }

  /** The image as a value. */
  public Image image() {
    return new Image(
        null,
        Digest.sha256(layer.toString().getBytes(StandardCharsets.UTF_8)),
        Platform.host(),
        ImageConfig.ofEnvironment(Map.of("PATH", "/bin:/usr/bin")),
        ByteSize.ofBytes(0));
  }

  /** The image's tree. */
  public RootFilesystem rootFilesystem() {
    return new RootFilesystem(List.of(layer), List.of(), () -> {});
  }
}
