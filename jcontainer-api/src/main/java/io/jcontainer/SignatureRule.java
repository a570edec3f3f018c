package io.jcontainer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an image needs to be taken, see {@link SignaturePolicy}. Whatever is not one of these kinds
 * does not exist here: there is no rule that takes a signature without looking at it.
 */
public sealed interface SignatureRule {
  /** Nothing: everything is taken. */
  record Accept() implements SignatureRule {}

  /** Nothing helps: all are refused. */
  record Reject() implements SignatureRule {}

  /**
   * A signature by one of these keys.
   *
   * @param keys one at least; each is good for itself
   * @param identity the name that it has to give to the image
   */
  record SignedBy(Set<SignatureKey> keys, SignedIdentity identity) implements SignatureRule {
    /**
     * Copies the keys.
     *
     * @throws InvalidSpecException if there are none
     */
    public SignedBy {
      keys = Set.copyOf(keys);
      if (keys.isEmpty()) {
        throw new InvalidSpecException("signature rule without keys", "give one at least");
      }
    }

    /** The same for signatures that give another name to the image. */
    public SignedBy withIdentity(SignedIdentity other) {
      return new SignedBy(keys, other);
    }
  }

  /**
   * All of several rules.
   *
   * @param rules one at least
   */
  record All(List<SignatureRule> rules) implements SignatureRule {
    /**
     * Copies the rules.
     *
     * @throws InvalidSpecException if there are none
     */
    public All {
      rules = List.copyOf(rules);
      if (rules.isEmpty()) {
        throw new InvalidSpecException("signature rule of no rules", "give one at least");
      }
    }
  }

  /** Everything is taken. */
  static SignatureRule accept() {
    return new Accept();
  }

  /** All are refused. */
  static SignatureRule reject() {
    return new Reject();
  }

  /** A signature by one of these keys, with the image's name as {@link SignedIdentity.AsSigned}. */
  static SignedBy signedBy(SignatureKey key, SignatureKey... others) {
    Set<SignatureKey> keys = new LinkedHashSet<>(List.of(others));
    keys.add(key);
    return new SignedBy(keys, SignedIdentity.asSigned());
  }

  /** All of these rules: with {@link #signedBy} twice, two signatures are needed. */
  static SignatureRule all(SignatureRule... rules) {
    return new All(List.of(rules));
  }
}
