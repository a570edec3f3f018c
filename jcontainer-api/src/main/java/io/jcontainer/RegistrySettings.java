package io.jcontainer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How registries are reached and believed: over what, as whom, where instead, and what of theirs is
 * taken. Immutable; each {@code with} returns another.
 *
 * @param insecure {@code host:port} of registries that may be reached over plain HTTP; literal
 *     loopback addresses and {@code localhost} always may
 * @param credentials who we are
 * @param certificates whom we trust, and what we show
 * @param routes mirrors, and other places
 * @param signatures which images are taken, and whose signatures they need
 */
public record RegistrySettings(
    Set<String> insecure,
    CredentialSources credentials,
    CertificateSources certificates,
    List<RegistryRoute> routes,
    SignaturePolicy signatures) {
  /**
   * Copies the collections.
   *
   * @throws InvalidSpecException if two routes have the same prefix
   */
  public RegistrySettings {
    insecure = Set.copyOf(insecure);
    routes = List.copyOf(routes);
    Set<String> prefixes = new HashSet<>();
    for (RegistryRoute route : routes) {
      if (!prefixes.add(route.prefix())) {
        throw new InvalidSpecException(
            "registry route of \"" + route.prefix() + "\"",
            "there is one already: give that one all mirrors");
      }
    }
  }

  /** TLS with the JVM's trust store, no credentials, every image from where its name says. */
  public static RegistrySettings defaults() {
    return new RegistrySettings(
        Set.of(),
        CredentialSources.none(),
        CertificateSources.none(),
        List.of(),
        SignaturePolicy.acceptAll());
  }

  /** The same with one more registry that may be reached over plain HTTP: gives up secrecy. */
  public RegistrySettings withInsecure(String hostAndPort) {
    Set<String> more = new HashSet<>(insecure);
    more.add(hostAndPort);
    return new RegistrySettings(more, credentials, certificates, routes, signatures);
  }

  /** The same with other sources of credentials. */
  public RegistrySettings withCredentials(UnaryOperator<CredentialSources> change) {
    return new RegistrySettings(
        insecure, change.apply(credentials), certificates, routes, signatures);
  }

  /** The same with other sources of certificates. */
  public RegistrySettings withCertificates(UnaryOperator<CertificateSources> change) {
    return new RegistrySettings(
        insecure, credentials, change.apply(certificates), routes, signatures);
  }

  /** The same with one more route. */
  public RegistrySettings withRoute(RegistryRoute route) {
    List<RegistryRoute> more = new ArrayList<>(routes);
    more.add(route);
    return new RegistrySettings(insecure, credentials, certificates, more, signatures);
  }

  /** The same with another policy for signatures. */
  public RegistrySettings withSignatures(SignaturePolicy policy) {
    return new RegistrySettings(insecure, credentials, certificates, routes, policy);
  }
}
