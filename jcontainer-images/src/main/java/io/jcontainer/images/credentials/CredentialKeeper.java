package io.jcontainer.images.credentials;

import io.jcontainer.CredentialStore;
import io.jcontainer.RegistryCredentials;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps credentials where a {@link CredentialStore} says, and removes them from there.
 *
 * @param tools where the user's tools have them
 * @param engine the engine's own file
 */
public record CredentialKeeper(ToolCredentials tools, Path engine) {
  /**
   * Keeps credentials for a registry.
   *
   * @param user the name that goes with them
   * @throws io.jcontainer.InvalidSpecException if the store cannot be read or written
   */
  public void keep(
      CredentialStore store, String registry, String user, RegistryCredentials credentials) {
    Optional<CredentialHelper> helper = helper(store, registry);
    if (helper.isPresent()) {
      helper.get().store(CredentialKey.written(registry), credentials);
      return;
    }
    CredentialEdit edit = CredentialEdit.of(file(store));
    edit.put(registry, user, credentials);
    edit.write();
  }

  /**
   * Removes what a store has for a registry.
   *
   * @return whether there was something
   * @throws io.jcontainer.InvalidSpecException if the store cannot be read or written
   */
  public boolean forget(CredentialStore store, String registry) {
    boolean helped =
        helper(store, registry)
            .filter(helper -> helper.erase(CredentialKey.written(registry)))
            .isPresent();
    if (store instanceof CredentialStore.Helper) {
      return helped;
    }
    CredentialEdit edit = CredentialEdit.of(file(store));
    boolean removed = edit.remove(registry);
    if (removed) {
      edit.write();
    }
    return helped || removed;
  }

  private Path file(CredentialStore store) {
    return switch (store) {
      case CredentialStore.Engine own -> engine;
      case CredentialStore.Docker docker -> tools.dockerFile();
      case CredentialStore.Podman podman -> tools.podmanFile();
      case CredentialStore.File file -> file.path();
      case CredentialStore.Helper helper ->
          throw new IllegalArgumentException("a helper is no file");
    };
  }

  private Optional<CredentialHelper> helper(CredentialStore store, String registry) {
    return switch (store) {
      case CredentialStore.Helper helper ->
          Optional.of(tools.helper(helper.name(), "docker-credential-" + helper.name()));
      case CredentialStore.Docker docker -> tools.helperOf(tools.dockerFile(), registry);
      case CredentialStore.Podman podman -> tools.helperOf(tools.podmanFile(), registry);
      case CredentialStore.Engine own -> Optional.empty();
      case CredentialStore.File file -> Optional.empty();
    };
  }
}
