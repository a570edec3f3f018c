package io.jcontainer.images.registry;

import io.jcontainer.CertificateSources;
import io.jcontainer.RegistryTls;
import io.jcontainer.images.certificates.CertificateBook;
import io.jcontainer.images.certificates.TlsContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * With which certificates an origin is spoken to. They are bound to the origin as credentials are:
 * who is redirected elsewhere shows nothing there, and trusts nobody more than the JVM does.
 */
final class Trust {
  private final SSLContext ofJvm;
  private final Map<Origin, RegistryTls> given = new HashMap<>();
  private final CertificateBook book;

  /**
   * Trust as it was configured.
   *
   * @param ofJvm for everybody else
   */
  Trust(CertificateSources sources, AddressBook addresses, CertificateBook book, SSLContext ofJvm) {
    this.ofJvm = ofJvm;
    this.book = book;
    sources.given().forEach((name, tls) -> given.put(addresses.address(name).origin(), tls));
  }

  /** That of the JVM. */
  SSLContext ofJvm() {
    return ofJvm;
  }

  /**
   * What an origin has of its own; empty if it has nothing.
   *
   * @throws io.jcontainer.InvalidSpecException if its files are not what they should be
   */
  Optional<SSLContext> of(Origin origin) {
    return Optional.ofNullable(given.get(origin))
        .or(() -> book.find(AddressBook.names(origin)))
        .map(TlsContext::of);
  }
}
