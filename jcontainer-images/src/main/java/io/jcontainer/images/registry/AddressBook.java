package io.jcontainer.images.registry;

import io.jcontainer.Config;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.images.credentials.FoundCredentials;
import io.jcontainer.images.credentials.ToolCredentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Where registries answer, which of them may be spoken to over plain HTTP, and whose credentials
 * are whose: the configuration, keyed by origin so that two spellings of one registry are one.
 */
final class AddressBook {
  private static final String HUB = "registry-1.docker.io";

  /** Names of Docker Hub in references and in older configurations; none of them is its API. */
  private static final Set<String> HUB_NAMES = Set.of("docker.io", "index.docker.io");

  /** Host and port, as {@link Origin#host} and {@link Origin#port} have them, of plain ones. */
  private final Set<Origin> insecure;

  private final Map<Origin, RegistryCredentials> credentials = new HashMap<>();

  /** Where else credentials are looked for, if anywhere. */
  private final Optional<ToolCredentials> tools;

  AddressBook(Config config) {
    this(config, ToolCredentials::ofThisUser);
  }

  AddressBook(Config config, Supplier<ToolCredentials> ofUser) {
    tools = config.toolCredentials() ? Optional.of(ofUser.get()) : Optional.empty();
    insecure =
        config.insecureRegistries().stream()
            .map(name -> origin(false, name))
            .collect(Collectors.toUnmodifiableSet());
    config.credentials().forEach(this::addCredentials);
  }

  private void addCredentials(String registry, RegistryCredentials given) {
    RegistryCredentials other = credentials.put(address(registry).origin(), given);
    if (other != null && !other.equals(given)) {
      throw new InvalidSpecException(
          "credentials for registry " + registry, "others were given for the same host and port");
    }
  }

  /**
   * Where a registry answers. There is no fallback from one scheme to the other: who can break a
   * connection could otherwise choose the one that can be read (CVE-2014-5277).
   */
  RegistryAddress address(String registry) {
    String host = HUB_NAMES.contains(registry.toLowerCase(Locale.ROOT)) ? HUB : registry;
    Origin plain = origin(false, host);
    return new RegistryAddress(registry, mayBePlain(plain) ? plain : origin(true, host));
  }

  /** Whether this plain origin may be spoken to: loopback, or configured as insecure. */
  boolean mayBePlain(Origin plain) {
    return plain.isLoopback() || insecure.contains(plain);
  }

  /** The credentials for exactly this origin that the configuration holds. */
  Optional<RegistryCredentials> credentials(Origin origin) {
    return Optional.ofNullable(credentials.get(origin));
  }

  /**
   * The credentials for a registry, from the configuration or else from the user's tools. These
   * keep them by name, so they are asked for the name that references use.
   *
   * @throws InvalidSpecException if a place where they may be is damaged
   */
  Optional<FoundCredentials> credentials(RegistryAddress registry) {
    return credentials(registry.origin())
        .map(given -> new FoundCredentials(given, "Config.withCredentials"))
        .or(() -> tools.flatMap(places -> places.find(registry.name())));
  }

  private static Origin origin(boolean secure, String hostAndPort) {
    try {
      URI uri = new URI((secure ? "https://" : "http://") + hostAndPort);
      if (hostAndPort.equals(uri.getRawAuthority())
          && uri.getRawUserInfo() == null
          && !hostAndPort.endsWith(":")) {
        return Origin.of(uri).orElseThrow(() -> invalid(hostAndPort));
      }
    } catch (URISyntaxException e) {
      // reported below, like every other text that is no host and port
    }
    throw invalid(hostAndPort);
  }

  private static InvalidSpecException invalid(String text) {
    String hostAndPort = text.substring(text.lastIndexOf('@') + 1); // before it may be a password
    return new InvalidSpecException(
        "registry \"" + hostAndPort + "\"", "write host or host:port, without scheme and path");
  }
}
