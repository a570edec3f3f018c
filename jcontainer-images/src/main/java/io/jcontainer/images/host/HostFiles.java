package io.jcontainer.images.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the base layer has besides the programs: the usual empty directories, and an {@code /etc}
 * that is generated but for a few files of the host that its programs do not run without. These are
 * public on the host: only what everybody may read is taken, and no account, name, address or key
 * is among them.
 */
final class HostFiles {
  private static final int PUBLIC_DIRECTORY = 0755;
  private static final int SHARED_DIRECTORY = 01777;
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int PUBLIC_FILE = 0644;

  private static final List<String> EMPTY =
      List.of("dev", "home", "mnt", "opt", "proc", "run", "srv", "sys", "var");

  private static final Map<String, String> GENERATED =
      Map.of(
          "etc/passwd",
          """
          root:x:0:0:root:/root:/bin/sh
          nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
          """,
          "etc/group",
          """
          root:x:0:
          tty:x:5:
          nogroup:x:65534:
          """,
          "etc/nsswitch.conf",
          """
          passwd: files
          group: files
          hosts: files dns
          networks: files
          services: files
          protocols: files
          """);

  /**
   * Files, links and whole directories: the dynamic linker's, the alternatives that links in {@code
   * /usr/bin} lead through, public certificates, the time zone, and what a JDK of a distribution
   * keeps outside its directory.
   */
  private static final List<String> COPIED =
      List.of(
          "etc/alternatives",
          "etc/ca-certificates/extracted",
          "etc/debian_version",
          "etc/ld.so.cache",
          "etc/ld.so.conf",
          "etc/ld.so.conf.d",
          "etc/localtime",
          "etc/mime.types",
          "etc/os-release",
          "etc/pki/ca-trust/extracted",
          "etc/pki/tls/cert.pem",
          "etc/pki/tls/certs",
          "etc/protocols",
          "etc/services",
          "etc/ssl/cert.pem",
          "etc/ssl/certs",
          "etc/ssl/openssl.cnf",
          "etc/timezone");

  private static final String JAVA = "java-*";

  /** Deeper than anything in the list. */
  private static final int DEEPEST = 8;

  private final BaseLayer layer;
  private final Path root;

  private HostFiles(BaseLayer layer, Path root) {
    this.layer = layer;
    this.root = root;
  }

  /**
   * Adds everything to the base layer.
   *
   * @param root of the host
   */
  static void addTo(BaseLayer layer, Path root) throws IOException {
    new HostFiles(layer, root).add();
  }

  private void add() throws IOException {
    for (String name : EMPTY) {
      layer.directory(name, PUBLIC_DIRECTORY);
    }
    layer.directory("root", PRIVATE_DIRECTORY);
    layer.directory("tmp", SHARED_DIRECTORY);
    layer.directory("var/tmp", SHARED_DIRECTORY);
    layer.directory("etc", PUBLIC_DIRECTORY);
    for (String name : GENERATED.keySet().stream().sorted().toList()) {
      layer.file(name, PUBLIC_FILE, GENERATED.getOrDefault(name, ""));
    }
    for (String name : COPIED) {
      copy(name, 0);
    }
    for (Path java : sorted(root.resolve("etc"), JAVA)) {
      copy("etc/" + java.getFileName(), 0);
    }
  }

  /** Copies what everybody may read; links as links, wherever they lead. */
  private void copy(String name, int depth) throws IOException {
    Path path = root.resolve(name);
    if (Files.isSymbolicLink(path)) {
      addParents(name);
      layer.symlink(name, Files.readSymbolicLink(path).toString());
    } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && depth < DEEPEST) {
      addParents(name);
      layer.directory(name, PUBLIC_DIRECTORY);
      for (Path child : sorted(path, "*")) {
        copy(name + "/" + child.getFileName(), depth + 1);
      }
    } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && isPublic(path)) {
      addParents(name);
      layer.file(name, PUBLIC_FILE, path);
    }
  }

  private void addParents(String name) throws IOException {
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      layer.directoryIfMissing(name.substring(0, slash), PUBLIC_DIRECTORY);
    }
  }

  private static boolean isPublic(Path file) throws IOException {
    return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
        .contains(PosixFilePermission.OTHERS_READ);
  }

  private static List<Path> sorted(Path directory, String glob) throws IOException {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
        stream.forEach(children::add);
      }
    }
    children.sort(null);
    return children;
  }
}
