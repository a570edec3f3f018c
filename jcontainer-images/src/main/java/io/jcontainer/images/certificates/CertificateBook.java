package io.jcontainer.images.certificates;

import io.jcontainer.CertificateSources;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.RegistryTls;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the certificates for a registry in directories: the layout {@code certs.d} of Docker and
 * Podman.
 */
public final class CertificateBook {
  private final List<Path> directories;

  /**
   * Looks in those directories that were configured.
   *
   * @param home of the user, who may have some of their own for Podman
   */
  public CertificateBook(CertificateSources sources, Path home) {
    List<Path> all = new ArrayList<>(sources.directories());
    if (sources.ofTools()) {
      all.add(home.resolve(".config/containers/certs.d"));
      all.add(Path.of("/etc/containers/certs.d"));
      all.add(Path.of("/etc/docker/certs.d"));
    }
    directories = List.copyOf(all);
  }

  /**
   * What the first directory has that knows the registry.
   *
   * @param names under which it may be known: host and port, no path
   * @throws InvalidSpecException if a directory is damaged
   */
  public Optional<RegistryTls> find(List<String> names) {
    for (Path directory : directories) {
      for (String name : names) {
        Optional<RegistryTls> found = read(directory.resolve(name));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<RegistryTls> read(Path directory) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new InvalidSpecException(
          "certificates in " + directory,
          "they cannot be read (" + e.getClass().getSimpleName() + "): see the permissions");
    }
    files.sort(null);
    List<Path> authorities = files.stream().filter(file -> hasSuffix(file, ".crt")).toList();
    RegistryTls tls = new RegistryTls(authorities, identities(files));
    return Optional.of(tls);
  }

  private static List<RegistryTls.Identity> identities(List<Path> files) {
    List<RegistryTls.Identity> identities = new ArrayList<>();
    for (Path file : files) {
      if (hasSuffix(file, ".cert")) {
        Path key = sibling(file, ".cert", ".key");
        require(files, key, file, "its key " + key.getFileName() + " is missing beside it");
        identities.add(new RegistryTls.Identity(file, key));
      } else if (hasSuffix(file, ".key")) {
        Path certificate = sibling(file, ".key", ".cert");
        require(
            files,
            certificate,
            file,
            "its certificate "
                + certificate.getFileName()
                + " is missing beside it: *.cert is what we show, *.crt whom we trust");
      }
    }
    return identities;
  }

  private static void require(List<Path> files, Path wanted, Path of, String why) {
    if (!files.contains(wanted)) {
      throw new InvalidSpecException("certificates in " + of, why);
    }
  }

  private static boolean hasSuffix(Path file, String suffix) {
    return file.getFileName().toString().endsWith(suffix);
  }

  private static Path sibling(Path file, String suffix, String other) {
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.length() - suffix.length()) + other);
  }
}
