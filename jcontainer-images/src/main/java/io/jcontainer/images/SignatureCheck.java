package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageSignatureException;
import io.jcontainer.ImageSignatureException.Reason;
import io.jcontainer.Reference;
import io.jcontainer.SignaturePolicy;
import io.jcontainer.SignatureRule;
import io.jcontainer.images.registry.RegistrySource;
import io.jcontainer.images.signatures.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a policy asks of images with a name. Where it asks nothing, nobody is asked.
 *
 * @param name that was asked for
 */
record SignatureCheck(SignaturePolicy policy, Reference name) {
  private SignatureRule rule() {
    return policy.rule(name);
  }

  /** Whether images are not taken as they come. */
  boolean isNeeded() {
    return !Verdict.isAccepting(rule());
  }

  /**
   * Returns unless all images of that name are refused.
   *
   * @throws ImageSignatureException if they are
   */
  void requirePossible() {
    if (Verdict.isRejecting(rule())) {
      throw new ImageSignatureException(
          Reason.REJECTED,
          name.toString(),
          ruleName() + " rejects all: " + "give its repository a rule of its own" + REMEDY);
    }
  }

  private static final String REMEDY = " (SignaturePolicy.withRule)";

  private String ruleName() {
    return "the rule of the signature policy for " + policy.ruleName(name);
  }

  /**
   * Returns if an image may have the name that comes with no signatures.
   *
   * @param from where it comes from, for messages
   * @throws ImageSignatureException if it may not
   */
  void requireNothing(String from) {
    requirePossible();
    if (isNeeded()) {
      throw new ImageSignatureException(
          Reason.REJECTED,
          name.toString(),
          ruleName()
              + " needs a signature, and "
              + from
              + " has none: take another name, or none, or give this one a rule that accepts"
              + REMEDY);
    }
  }

  /** Looks for signatures of a document. */
  Search search(RegistrySource source, Digest document) {
    Search search = new Search(source);
    search.orOf(document);
    return search;
  }

  /** Looks for signatures of one document after the other, until those of one are good. */
  final class Search {
    private final RegistrySource source;
    private final List<Verdict> verdicts = new ArrayList<>();
    private boolean good;

    Search(RegistrySource source) {
      this.source = source;
      this.good = !isNeeded();
    }

    /** Goes on with another document, unless it was looked at. */
    void orOf(Digest document) {
      orOf(() -> Optional.of(document));
    }

    /** The same with one that has to be found first. */
    void orOf(Supplier<Optional<Digest>> document) {
      if (good) {
        return;
      }
      document
          .get()
          .filter(digest -> verdicts.stream().noneMatch(known -> known.document().equals(digest)))
          .ifPresent(
              digest -> {
                Verdict verdict = new Verdict(rule(), name, digest);
                source.signatures(verdict);
                good = verdict.isGood();
                verdicts.add(verdict);
              });
    }

    /**
     * Returns if a document was signed as it has to be.
     *
     * @throws ImageSignatureException if none was
     */
    void require() {
      if (good) {
        return;
      }
      boolean unsigned = verdicts.stream().allMatch(Verdict::isEmpty);
      throw new ImageSignatureException(
          unsigned ? Reason.UNSIGNED : Reason.UNTRUSTED,
          name.toString(),
          ruleName()
              + " needs a signature by "
              + verdicts.getFirst().needed()
              + ": "
              + verdicts.stream().map(Verdict::reasons).collect(Collectors.joining(", and "))
              + "; sign it (Registry.sign, or cosign sign --key), or give it another rule"
              + REMEDY);
    }
  }
}
