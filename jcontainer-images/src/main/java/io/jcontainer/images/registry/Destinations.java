package io.jcontainer.images.registry;

import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where the answer of a registry may send us. It says so in a redirect and in the realm of a
 * challenge, and both may be written by somebody who wants our secrets, or wants us to knock at
 * doors that only we can reach.
 */
final class Destinations {
  private final AddressBook book;

  Destinations(AddressBook book) {
    this.book = book;
  }

  /**
   * The place that a redirect leads to.
   *
   * @param from the URI that was asked
   * @param location the header's value, perhaps relative
   * @throws RegistryException if we do not go there
   */
  URI redirect(RegistryAddress registry, URI from, String location) {
    URI target;
    try {
      target = from.resolve(new URI(location));
    } catch (URISyntaxException e) {
      throw refused(registry, "a redirect", "to something that is no URI");
    }
    require(registry, Origin.of(from).orElseThrow(), target, "a redirect");
    return target;
  }

  /**
   * The place where an upload goes on.
   *
   * @param from the URI that was asked
   * @param location the header's value, perhaps relative
   * @throws RegistryException if we do not go there
   */
  URI upload(RegistryAddress registry, URI from, String location) {
    URI target;
    try {
      target = from.resolve(new URI(location));
    } catch (URISyntaxException e) {
      throw refused(registry, "a place to upload to", "that is no URI");
    }
    require(registry, Origin.of(from).orElseThrow(), target, "a place to upload to");
    return target;
  }

  /**
   * The place where tokens are issued.
   *
   * @param realm as the challenge names it
   * @throws RegistryException if we do not go there
   */
  URI realm(RegistryAddress registry, String realm) {
    URI target;
    try {
      target = new URI(realm);
    } catch (URISyntaxException e) {
      throw refused(registry, "a token realm", "that is no URI");
    }
    require(registry, registry.origin(), target, "a token realm");
    return target;
  }

  /**
   * Whether the credentials for a registry may go to the realm it names: to the same host, and to
   * hosts of the same domain, as {@code auth.docker.io} is to {@code registry-1.docker.io}. A realm
   * elsewhere gets none: that is how credentials were stolen from others (CVE-2026-33540).
   */
  static boolean isSameDomain(Origin registry, Origin realm) {
    if (registry.host().equals(realm.host())) {
      return true;
    }
    String domain = registry.host().substring(registry.host().indexOf('.') + 1);
    return registry.literalAddress().isEmpty()
        && domain.indexOf('.') > 0
        && (realm.host().equals(domain) || realm.host().endsWith("." + domain));
  }

  private void require(RegistryAddress registry, Origin from, URI target, String what) {
    Origin origin =
        Origin.of(target)
            .orElseThrow(() -> refused(registry, what, "to something else than http and https"));
    if (target.getRawUserInfo() != null) {
      throw refused(registry, what, "that names a user");
    }
    if (!origin.secure() && (from.secure() || !book.mayBePlain(origin))) {
      throw refused(registry, what, "to " + origin + ", which is not encrypted");
    }
    if (isInside(origin) && !isInside(from)) {
      throw refused(
          registry, what, "from outside to " + origin + ", which only this host can reach");
    }
  }

  /** Literal addresses only: a name that resolves to one cannot be told before it is connected. */
  private static boolean isInside(Origin origin) {
    return origin.isLoopback()
        || origin
            .literalAddress()
            .filter(a -> a.isLinkLocalAddress() || a.isAnyLocalAddress())
            .isPresent();
  }

  private static RegistryException refused(RegistryAddress registry, String what, String why) {
    return new RegistryException(
        registry.name(), Reason.PROTOCOL, "it answered with " + what + " " + why, null);
  }
}
