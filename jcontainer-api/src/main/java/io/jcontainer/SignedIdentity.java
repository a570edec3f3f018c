package io.jcontainer;

/**
 * What name a signature has to give to an image, beside its digest. Without that a signature would
 * be good for everything that its key has ever signed.
 *
 * @see <a href="https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md">
 *     containers-policy.json(5), {@code signedIdentity}, which has all of these but {@link
 *     AsSigned}</a>
 */
public sealed interface SignedIdentity {
  /**
   * The repository that was asked for; and the tag that was asked for, if the signature names one
   * and no digest was asked for. What cosign signs names no tag: then an image that was signed
   * under one tag is taken under every other of the repository.
   */
  record AsSigned() implements SignedIdentity {}

  /** The repository, and the very tag or digest that was asked for. */
  record Exact() implements SignedIdentity {}

  /** The repository, and the tag that was asked for unless that was a digest. */
  record RepositoryDigestOrExact() implements SignedIdentity {}

  /** The repository that was asked for, with any tag. */
  record Repository() implements SignedIdentity {}

  /**
   * That one name, whatever was asked for.
   *
   * @param reference the name
   */
  record ExactReference(Reference reference) implements SignedIdentity {}

  /**
   * That one repository, with any tag, whatever was asked for: for copies of images that were
   * signed elsewhere.
   *
   * @param name registry and repository
   */
  record ExactRepository(String name) implements SignedIdentity {
    /**
     * Writes Docker Hub in its one form.
     *
     * @throws InvalidSpecException if it is no registry and repository
     */
    public ExactRepository {
      name = SignatureScope.ofRepository(name);
    }
  }

  /**
   * What was asked for, with its beginning replaced; then as {@link RepositoryDigestOrExact}. Names
   * that do not begin so stay as they are.
   *
   * @param prefix registry, or that and the first parts of a repository
   * @param signedPrefix what the signature has in its place
   */
  record RemapPrefix(String prefix, String signedPrefix) implements SignedIdentity {
    /**
     * Checks the names.
     *
     * @throws InvalidSpecException if one of them does not begin with a registry
     */
    public RemapPrefix {
      prefix = SignatureScope.ofPrefix(prefix);
      signedPrefix = SignatureScope.ofPrefix(signedPrefix);
    }
  }

  /** See {@link AsSigned}. */
  static SignedIdentity asSigned() {
    return new AsSigned();
  }
}
