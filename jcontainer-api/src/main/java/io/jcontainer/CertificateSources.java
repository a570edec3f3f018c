package io.jcontainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the certificates for registries come from, beside the JVM's trust store: those that a
 * registry's own one may be signed with, and those that we show. Immutable; each {@code with}
 * returns another.
 *
 * <p>A directory holds one for each registry, called as the registry is in references: {@code
 * registry.test:5000}, or {@code registry.test} for port 443. In it are {@code *.crt}, the
 * authorities, and pairs of {@code *.cert} and {@code *.key}, what we show: the layout that Docker
 * and Podman call {@code certs.d}. All are PEM. The first directory that has one for a registry
 * counts. They are read when a registry is first connected to.
 *
 * @param given by {@code host:port}; comes before the directories
 * @param directories in the order in which they are looked at
 * @param ofTools whether these are looked at after the others: {@code
 *     ~/.config/containers/certs.d}, {@code /etc/containers/certs.d} and {@code
 *     /etc/docker/certs.d}
 * @see <a href="https://docs.docker.com/engine/security/certificates/">certs.d</a>
 */
public record CertificateSources(
    Map<String, RegistryTls> given, List<Path> directories, boolean ofTools) {
  /** Copies the collections and makes the paths absolute. */
  public CertificateSources {
    given = Map.copyOf(given);
    directories = directories.stream().map(d -> d.toAbsolutePath().normalize()).toList();
  }

  /** None but the JVM's trust store. */
  public static CertificateSources none() {
    return new CertificateSources(Map.of(), List.of(), false);
  }

  /** The same with the certificates for one registry. */
  public CertificateSources with(String hostAndPort, RegistryTls tls) {
    Map<String, RegistryTls> more = new HashMap<>(given);
    more.put(hostAndPort, tls);
    return new CertificateSources(more, directories, ofTools);
  }

  /** The same with one more directory, which is looked at after those that are named already. */
  public CertificateSources withDirectory(Path directory) {
    List<Path> more = new ArrayList<>(directories);
    more.add(directory);
    return new CertificateSources(given, more, ofTools);
  }

  /** The same with the directories of Docker and Podman. */
  public CertificateSources withTools() {
    return new CertificateSources(given, directories, true);
  }
}
