package io.jcontainer;

import java.nio.file.Path;

/**
 * A place that keeps credentials for registries: see {@link Registry#login(RegistryCredentials,
 * CredentialStore)}. Files are replaced at once and whole, with what else is in them, and are
 * readable for their owner only. Passwords in them are not encrypted, in whichever of them:
 * credential helpers are for that.
 */
public sealed interface CredentialStore {
  /**
   * The file {@code auth.json} in the root directory of the engine, which looks there by itself.
   */
  record Engine() implements CredentialStore {}

  /**
   * Where {@code docker login} keeps them: the helper that Docker's {@code config.json} names, or
   * else that file.
   */
  record Docker() implements CredentialStore {}

  /**
   * Where {@code podman login} keeps them: its {@code auth.json}, or the helper that this names.
   */
  record Podman() implements CredentialStore {}

  /**
   * A file of the form that both of them write; see {@link CredentialSources#withFile}.
   *
   * @param path of the file, which need not exist
   */
  record File(Path path) implements CredentialStore {
    /** Makes the path absolute. */
    public File {
      path = path.toAbsolutePath().normalize();
    }
  }

  /**
   * A credential helper: the program {@code docker-credential-<name>}, from the PATH.
   *
   * @param name such as {@code secretservice}
   */
  record Helper(String name) implements CredentialStore {}
}
