package io.jcontainer;

import java.io.InputStream;
import java.security.PrivateKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a registry has, asked and changed where it is; nothing of it is fetched. {@link
 * ImageLibrary#registry} gives one.
 */
public interface Registry {
  /** Its name, as in references: host and port. */
  String name();

  /**
   * Returns if it is there and takes the credentials that there are for it.
   *
   * @throws RegistryException if not
   */
  void ping();

  /**
   * Where the credentials for it come from, such as {@code Config.withCredentials} or {@code
   * /root/.docker/config.json}; empty if there are none. Never the credentials.
   *
   * @throws InvalidSpecException if a place where they may be is damaged
   */
  Optional<String> credentialSource();

  /**
   * Checks credentials and keeps them for this engine, now and later: {@link
   * CredentialStore.Engine}.
   *
   * @throws RegistryException if the registry does not take them; then nothing is kept
   */
  default void login(RegistryCredentials credentials) {
    login(credentials, new CredentialStore.Engine());
  }

  /**
   * Checks credentials and keeps them. If the registry has a token service that gives an identity
   * token for a password, that is what is kept, and the password is not. A registry that wants to
   * know nobody takes anything.
   *
   * @param store where they are kept. What is there for this registry is replaced, what is there
   *     for others, or for parts of this one, stays
   * @throws RegistryException if the registry does not take them; then nothing is kept
   * @throws InvalidSpecException if the store cannot be read or written
   */
  void login(RegistryCredentials credentials, CredentialStore store);

  /**
   * Removes what a store has for this registry. The registry is not told.
   *
   * @return whether there was something
   * @throws InvalidSpecException if the store cannot be read or written
   */
  boolean logout(CredentialStore store);

  /** Removes what {@link #login(RegistryCredentials)} has kept. */
  default boolean logout() {
    return logout(new CredentialStore.Engine());
  }

  /**
   * Its repositories, sorted.
   *
   * @throws RegistryException if it does not say; few public ones do
   */
  List<String> repositories();

  /**
   * The tags of a repository, sorted.
   *
   * @param repository without the registry, such as {@code team/app}
   * @throws ImageNotFoundException if there is no such repository
   * @throws RegistryException if they cannot be had
   */
  List<String> tags(String repository);

  /**
   * What a tag or digest names now: an image, an index of several, or another artifact.
   *
   * @param name without the registry, such as {@code team/app:1}
   * @return its digest; empty if there is none of that name
   * @throws RegistryException if it cannot be asked
   */
  Optional<Digest> digest(String name);

  /**
   * The manifest of what a tag or digest names: an image for one platform, or an artifact.
   *
   * @param name without the registry, such as {@code team/app:1}
   * @throws ImageNotFoundException if there is none of that name
   * @throws InvalidImageException if it is an index: {@link ImageIndexes#read} reads these
   * @throws RegistryException if it cannot be had
   */
  Manifest manifest(String name);

  /**
   * The bytes of a configuration, a layer or a part of an artifact, as they come: a connection is
   * held until the stream is closed, and one that breaks is continued. They are to be believed when
   * the end was read, which fails with an {@link InvalidImageException} if they have another digest
   * or size.
   *
   * @param repository without the registry, such as {@code team/app}
   * @return to be closed. What goes wrong in it is an {@link ImageException}
   * @throws ImageNotFoundException if the repository does not have it
   * @throws RegistryException if it cannot be had
   */
  InputStream open(String repository, Blob blob);

  /**
   * Puts an artifact under a name. What the repository has of it is not sent again.
   *
   * @param name without the registry, such as {@code team/chart:1}; with a digest it has to be that
   *     of the artifact, which gets no tag then
   * @return what it became
   * @throws InvalidSpecException if a file of it cannot be read, or the digest is another
   * @throws ImageException if the registry does not take it
   */
  Manifest push(String name, Artifact artifact);

  /**
   * Puts an artifact beside what it is about, which lists it then: {@link #referrers}. It has no
   * name but its digest.
   *
   * @param name of what it is about, without the registry, such as {@code team/app:1}
   * @return what it became
   * @throws ImageNotFoundException if there is nothing of that name
   * @throws InvalidSpecException if a file of it cannot be read
   * @throws ImageException if the registry does not take it
   */
  Manifest attach(String name, Artifact artifact);

  /**
   * What is about an image: signatures, attestations, lists of what it is made of.
   *
   * @param repository without the registry, such as {@code team/app}
   * @throws RegistryException if it cannot be asked
   * @see <a
   *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers">
   *     OCI distribution specification, listing referrers</a>
   */
  List<Referrer> referrers(String repository, Digest subject);

  /**
   * Signs an image where it is, as {@code cosign sign --key} and {@code skopeo copy
   * --sign-by-sigstore-private-key} do: with its digest and its name, beside the signatures that it
   * has already. Of an index, which is signed itself, too, every manifest is signed: cosign wants
   * the one signature, and Podman the other.
   *
   * @param name without the registry, such as {@code team/app:1}. The tag is in the signature; with
   *     a digest alone, the repository is
   * @param key of ECDSA, Ed25519 or RSA; it may be one that its device keeps to itself
   * @return what was signed: what the name means, and of an index its manifests
   * @throws ImageException if it is not there, or the registry does not take it
   * @throws InvalidSpecException if the key is none of these, or does not work
   * @see SignaturePolicy
   */
  List<Digest> sign(String name, PrivateKey key);

  /**
   * Removes a tag, or with a digest what it names and all its tags.
   *
   * @param name without the registry, such as {@code team/app@sha256:…}
   * @return whether there was one
   * @throws RegistryException if the registry does not allow it
   */
  boolean delete(String name);

  /**
   * Something that is about an image.
   *
   * @param digest of its manifest
   * @param mediaType of its manifest
   * @param artifactType what it is, or empty if the registry does not say
   * @param size of its manifest in bytes
   * @param annotations what it says of itself
   */
  record Referrer(
      Digest digest,
      String mediaType,
      String artifactType,
      long size,
      Map<String, String> annotations) {
    /** Copies the annotations. */
    public Referrer {
      annotations = Map.copyOf(annotations);
    }
  }
}
