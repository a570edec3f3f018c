package io.jcontainer.images.signatures;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.SignedIdentity;
import java.util.Optional;

/** Decides whether the name that a signature gives to an image is the one that it has to give. */
final class IdentityMatch {
  private IdentityMatch() {}

  /**
   * The name of a signature, where a tag that is not there is not {@code latest}.
   *
   * @param reference with a tag or digest, even if none was written
   * @param bare whether none was written
   */
  private record Signed(Reference reference, boolean bare) {
    Optional<String> tag() {
      return bare ? Optional.empty() : reference.tag();
    }

    boolean is(Reference other) {
      return !bare && reference.equals(other);
    }
  }

  /**
   * Whether it is.
   *
   * @param wanted the name that was asked for
   * @param signed the name in the signature
   */
  static boolean matches(SignedIdentity identity, Reference wanted, String signed) {
    try {
      boolean bare = signed.indexOf('@') < 0 && signed.lastIndexOf(':') <= signed.lastIndexOf('/');
      return matches(identity, wanted, new Signed(Reference.parse(signed), bare));
    } catch (InvalidSpecException e) {
      return false;
    }
  }

  private static boolean matches(SignedIdentity identity, Reference wanted, Signed signed) {
    String name = signed.reference().name();
    return switch (identity) {
      case SignedIdentity.AsSigned() ->
          name.equals(wanted.name())
              && (wanted.digest().isPresent()
                  || signed.tag().isEmpty()
                  || signed.tag().equals(wanted.tag()));
      case SignedIdentity.Exact() -> signed.is(wanted);
      case SignedIdentity.RepositoryDigestOrExact() -> repositoryDigestOrExact(wanted, signed);
      case SignedIdentity.Repository() -> name.equals(wanted.name());
      case SignedIdentity.ExactReference(Reference reference) -> signed.is(reference);
      case SignedIdentity.ExactRepository(String repository) -> name.equals(repository);
      case SignedIdentity.RemapPrefix(String prefix, String signedPrefix) ->
          repositoryDigestOrExact(remapped(wanted, prefix, signedPrefix), signed);
    };
  }

  private static boolean repositoryDigestOrExact(Reference wanted, Signed signed) {
    return wanted.digest().isPresent()
        ? signed.reference().name().equals(wanted.name())
        : signed.is(wanted);
  }

  private static Reference remapped(Reference wanted, String prefix, String signedPrefix) {
    if (!(wanted.name() + "/").startsWith(prefix + "/")) {
      return wanted;
    }
    String name = signedPrefix + wanted.name().substring(prefix.length());
    int slash = name.indexOf('/');
    if (slash < 0) {
      throw new InvalidSpecException(
          "signed prefix \"" + signedPrefix + "\"", "it leaves no repository of " + wanted.name());
    }
    return new Reference(
        name.substring(0, slash), name.substring(slash + 1), wanted.tag(), wanted.digest());
  }
}
