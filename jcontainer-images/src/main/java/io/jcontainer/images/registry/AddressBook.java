package io.jcontainer.images.registry;

import io.jcontainer.Config;
import io.jcontainer.CredentialSources;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.images.credentials.FoundCredentials;
import io.jcontainer.images.credentials.ToolCredentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where registries answer, which of them may be spoken to over plain HTTP, and whose credentials
 * are whose: the configuration, keyed by origin so that two spellings of one registry are one.
 */
final class AddressBook {
  private static final String HUB = "registry-1.docker.io";

  /** Names of Docker Hub in references and in older configurations; none of them is its API. */
  private static final Set<String> HUB_NAMES = Set.of("docker.io", "index.docker.io");

  /** What logins leave for the engine, in its root directory. */
  private static final String LOGINS = "auth.json";

  /** Host and port, as {@link Origin#host} and {@link Origin#port} have them, of plain ones. */
  private final Set<Origin> insecure;

  /**
   * Credentials, and what they are for.
   *
   * @param path a repository or the first parts of one; empty for all of the registry
   */
  private record Given(Origin origin, String path, RegistryCredentials credentials) {
    boolean isFor(Origin asked, String repository) {
      return origin.equals(asked) && (path.isEmpty() || (repository + "/").startsWith(path + "/"));
    }
  }

  /** The longest path first. */
  private final List<Given> credentials;

  /** Where else credentials are looked for. */
  private final ToolCredentials tools;

  AddressBook(Config config) {
    this(config, ToolCredentials.ofThisUser());
  }

  AddressBook(Config config, ToolCredentials ofUser) {
    CredentialSources sources = config.registries().credentials();
    List<Path> files = new ArrayList<>(sources.files());
    files.add(logins(config));
    tools = ofUser.at(files, sources.ofTools());
    insecure =
        config.registries().insecure().stream()
            .map(name -> origin(false, name))
            .collect(Collectors.toUnmodifiableSet());
    List<Given> given = new ArrayList<>();
    sources.given().forEach((name, one) -> add(given, name, one));
    given.sort(Comparator.comparingInt((Given one) -> one.path().length()).reversed());
    credentials = List.copyOf(given);
  }

  private AddressBook(AddressBook other, Given only) {
    insecure = other.insecure;
    tools = other.tools.at(List.of(), false);
    credentials = List.of(only);
  }

  /** The same with no other credentials than these. */
  AddressBook withOnly(RegistryAddress registry, RegistryCredentials given) {
    return new AddressBook(this, new Given(registry.origin(), "", given));
  }

  /** The file that an engine keeps its logins in. */
  static Path logins(Config config) {
    return config.root().resolve(LOGINS);
  }

  private void add(List<Given> all, String name, RegistryCredentials credentials) {
    int slash = name.indexOf('/');
    String registry = slash < 0 ? name : name.substring(0, slash);
    String path = slash < 0 ? "" : name.substring(slash + 1);
    if (slash >= 0 && (path.isEmpty() || path.endsWith("/"))) {
      throw invalid(name);
    }
    Origin origin = address(registry).origin();
    for (Given other : all) {
      if (other.origin().equals(origin)
          && other.path().equals(path)
          && !other.credentials().equals(credentials)) {
        throw new InvalidSpecException(
            "credentials for registry " + name, "others were given for the same host and port");
      }
    }
    all.add(new Given(origin, path, credentials));
  }

  /**
   * Where a registry answers. There is no fallback from one scheme to the other: who can break a
   * connection could otherwise choose the one that can be read (CVE-2014-5277).
   */
  RegistryAddress address(String registry) {
    return address(registry, "");
  }

  /** Where the registry of a reference answers, and what is wanted there. */
  RegistryAddress address(Reference reference) {
    return address(reference.registry(), reference.repository());
  }

  private RegistryAddress address(String registry, String repository) {
    String host = HUB_NAMES.contains(registry.toLowerCase(Locale.ROOT)) ? HUB : registry;
    Origin plain = origin(false, host);
    return new RegistryAddress(
        registry, mayBePlain(plain) ? plain : origin(true, host), repository);
  }

  /** Names under which certificates for an origin may be kept. */
  static List<String> names(Origin origin) {
    String authority = origin.authority();
    List<String> names = new ArrayList<>();
    names.add(origin.hostText() + ":" + origin.port());
    if (!names.contains(authority)) {
      names.add(authority);
    }
    if (authority.equals(HUB)) {
      names.add("docker.io");
    }
    return names;
  }

  /** Whether this plain origin may be spoken to: loopback, or configured as insecure. */
  boolean mayBePlain(Origin plain) {
    return plain.isLoopback() || insecure.contains(plain);
  }

  /**
   * The credentials for a registry, from the configuration or else from where they are kept. There
   * they are kept by name, so they are asked for the name that references use.
   *
   * @throws InvalidSpecException if a place where they may be is damaged
   */
  Optional<FoundCredentials> credentials(RegistryAddress registry) {
    for (Given one : credentials) {
      if (one.isFor(registry.origin(), registry.repository())) {
        return Optional.of(new FoundCredentials(one.credentials(), "Config.withCredentials"));
      }
    }
    return tools.find(registry.name(), registry.repository());
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
