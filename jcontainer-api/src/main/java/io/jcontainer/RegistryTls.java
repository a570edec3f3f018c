package io.jcontainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificates for one registry, as PEM files. Immutable; each {@code with} returns another.
 *
 * @param authorities files with certificates that the registry's own one may be signed with, beside
 *     those of the JVM's trust store
 * @param identities what we show to a registry that wants to see something: of several, one that is
 *     signed by an authority which the registry names
 */
public record RegistryTls(List<Path> authorities, List<Identity> identities) {
  /** Makes the paths absolute. */
  public RegistryTls {
    identities = List.copyOf(identities);
    authorities = authorities.stream().map(file -> file.toAbsolutePath().normalize()).toList();
  }

  /**
   * A certificate of our own.
   *
   * @param certificate file with it, first, and those it is signed with
   * @param key file with its private key, not encrypted: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC)
   */
  public record Identity(Path certificate, Path key) {
    /** Makes the paths absolute. */
    public Identity {
      certificate = certificate.toAbsolutePath().normalize();
      key = key.toAbsolutePath().normalize();
    }
  }

  /** With the JVM's trust store alone, and nothing to show. */
  public static RegistryTls ofJvm() {
    return new RegistryTls(List.of(), List.of());
  }

  /** With a file of authorities. */
  public static RegistryTls ofAuthority(Path file) {
    return new RegistryTls(List.of(file), List.of());
  }

  /** The same with one more certificate to show, see {@link Identity}. */
  public RegistryTls withIdentity(Path certificate, Path key) {
    List<Identity> more = new ArrayList<>(identities);
    more.add(new Identity(certificate, key));
    return new RegistryTls(authorities, more);
  }
}
