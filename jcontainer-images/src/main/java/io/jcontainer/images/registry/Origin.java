package io.jcontainer.images.registry;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Scheme, host and port: what a secret is bound to, and what two URIs share when they lead to the
 * same place.
 *
 * @param secure https, otherwise http
 * @param host in lower case; an IPv6 address in its canonical form and without brackets
 * @param port 1 to 65535
 */
record Origin(boolean secure, String host, int port) {
  /** The origin of an http or https URI; empty for any other, and for one without a host. */
  static Optional<Origin> of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    int port = uri.getPort() < 0 ? defaultPort(secure) : uri.getPort();
    if (uri.getHost() == null || port < 1 || port > 0xffff || !(secure || scheme.equals("http"))) {
      return Optional.empty();
    }
    return canonical(uri.getHost()).map(host -> new Origin(secure, host, port));
  }

  /** The host as an address, if it is written as one; never asks a name service. */
  Optional<InetAddress> literalAddress() {
    return literal(host);
  }

  /** Whether the host is a literal loopback address or {@code localhost}. */
  boolean isLoopback() {
    return host.equals("localhost")
        || literalAddress().filter(InetAddress::isLoopbackAddress).isPresent();
  }

  /** A URI of this origin; the path begins with a slash. */
  URI uri(String path) {
    return URI.create(this + path);
  }

  private static Optional<String> canonical(String host) {
    if (!host.startsWith("[")) {
      return Optional.of(host.toLowerCase(Locale.ROOT));
    }
    return literal(host.substring(1, host.length() - 1)).map(InetAddress::getHostAddress);
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a name
    }
  }

  private static int defaultPort(boolean secure) {
    return secure ? 443 : 80;
  }

  /** The form that browsers send: {@code https://example.org:8443}, without a default port. */
  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + authority();
  }

  /** {@code example.org:8443}, without a default port. */
  String authority() {
    return hostText() + (port == defaultPort(secure) ? "" : ":" + port);
  }

  /** The host as it is written before a port. */
  String hostText() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }
}
