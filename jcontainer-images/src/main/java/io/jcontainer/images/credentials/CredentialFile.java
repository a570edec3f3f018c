package io.jcontainer.images.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import java.io.IOException;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The document in which Docker and Podman keep credentials. A helper for one registry comes first,
 * then the store for all, then what the document itself holds. Nothing of it is ever in a message
 * but the names of registries and helpers.
 *
 * @see <a href="https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md">
 *     containers-auth.json(5)</a>
 */
final class CredentialFile {
  private final String source;
  private final Map<String, String> environment;
  private final Map<String, Entry> auths = new LinkedHashMap<>();
  private final Map<String, String> helpers = new LinkedHashMap<>();
  private @Nullable String store;

  private CredentialFile(String source, Map<String, String> environment) {
    this.source = source;
    this.environment = environment;
  }

  /** What stands for one registry. */
  private static final class Entry {
    private @Nullable String auth;
    private @Nullable String user;
    private @Nullable String password;
    private @Nullable String identityToken;

    Entry read(JsonInput input) throws IOException {
      input.object(
          new Fields()
              .with("auth", in -> auth = in.text())
              .with("username", in -> user = in.text())
              .with("password", in -> password = in.text())
              .with("identitytoken", in -> identityToken = in.text()));
      return this;
    }
  }

  /**
   * Parses a document.
   *
   * @param source where it is, for messages
   * @throws InvalidSpecException if it is damaged
   */
  static CredentialFile parse(byte[] bytes, String source, Map<String, String> environment) {
    CredentialFile file = new CredentialFile(source, environment);
    try {
      return JsonInput.parse(bytes, source, file::read);
    } catch (InvalidImageException e) {
      // not given as the cause: the parser shows pieces of what it read
      throw new InvalidSpecException(
          "credentials in " + source, "it is no configuration of Docker or Podman: log in again");
    }
  }

  private CredentialFile read(JsonInput input) throws IOException {
    input.object(
        new Fields()
            .with("auths", in -> in.forEachField((key, at) -> auths.put(key, new Entry().read(at))))
            .with("credHelpers", in -> helpers.putAll(in.textMap()))
            .with("credsStore", in -> store = in.text()));
    return this;
  }

  /**
   * What it has for a repository of a registry.
   *
   * @param repository empty for the registry as such
   */
  Optional<FoundCredentials> find(String registry, String repository) {
    for (Map.Entry<String, String> helper : helpers.entrySet()) {
      if (CredentialKey.of(helper.getKey()).isFor(registry, "")) {
        return ask(helper.getValue(), registry);
      }
    }
    if (store != null && !store.isEmpty()) {
      Optional<FoundCredentials> stored = ask(store, registry);
      if (stored.isPresent()) {
        return stored;
      }
    }
    return auths.entrySet().stream()
        .filter(entry -> CredentialKey.of(entry.getKey()).isFor(registry, repository))
        .sorted(Comparator.comparingInt(entry -> -CredentialKey.of(entry.getKey()).path().length()))
        .flatMap(entry -> credentials(registry, entry.getValue()).stream())
        .findFirst();
  }

  /** The helper that keeps what belongs to a registry, if one does. */
  Optional<String> helper(String registry) {
    return helpers.entrySet().stream()
        .filter(helper -> CredentialKey.of(helper.getKey()).isFor(registry, ""))
        .map(Map.Entry::getValue)
        .findFirst()
        .or(() -> Optional.ofNullable(store).filter(name -> !name.isEmpty()));
  }

  private Optional<FoundCredentials> ask(String helper, String registry) {
    String asked = "docker-credential-" + helper + ", which " + source + " names";
    return new CredentialHelper(helper, asked, environment)
        .get(CredentialKey.written(registry))
        .map(credentials -> new FoundCredentials(credentials, asked));
  }

  private Optional<FoundCredentials> credentials(String registry, Entry entry) {
    if (entry.identityToken != null && !entry.identityToken.isEmpty()) {
      return Optional.of(
          new FoundCredentials(
              RegistryCredentials.ofIdentityToken(entry.identityToken.toCharArray()), source));
    }
    String user = entry.user;
    String password = entry.password;
    if (entry.auth != null && !entry.auth.isEmpty()) {
      String plain = decoded(registry, entry.auth);
      int colon = plain.indexOf(':');
      user = plain.substring(0, colon);
      password = plain.substring(colon + 1);
    }
    if (user == null || user.isEmpty() || password == null) {
      return Optional.empty();
    }
    return Optional.of(
        new FoundCredentials(new RegistryCredentials(user, password.toCharArray()), source));
  }

  private String decoded(String registry, String auth) {
    try {
      String plain =
          new String(Base64.getDecoder().decode(auth), UTF_8).replaceFirst("\\x00+$", "");
      if (plain.indexOf(':') > 0) {
        return plain;
      }
    } catch (IllegalArgumentException e) {
      // reported below, without the text that is not base64
    }
    throw new InvalidSpecException(
        "credentials for " + registry + " in " + source,
        "\"auth\" is not the base64 of user:password: log in again");
  }
}
