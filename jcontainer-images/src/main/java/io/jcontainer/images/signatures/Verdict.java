package io.jcontainer.images.signatures;

import io.jcontainer.Digest;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Reference;
import io.jcontainer.SignatureKey;
import io.jcontainer.SignatureRule;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Whether the signatures of one document are those that a rule wants; it is told of one after the
 * other, until it is good. A signature is looked at before what is signed is read.
 */
public final class Verdict {
  /** How many of the reasons against are kept; a hostile registry has them without end. */
  private static final int MOST_REASONS = 3;

  /** Base64 of a signature by the largest key. */
  private static final int LONGEST = 2 << 10;

  private final Reference wanted;
  private final Digest document;
  private final List<SignatureRule.SignedBy> open = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();
  private int found;
  private int against;

  /**
   * A verdict on a document.
   *
   * @param rule that is to be satisfied, with nothing in it that refuses all
   * @param wanted the name that was asked for
   * @param document of the manifest or index that has to be signed
   */
  public Verdict(SignatureRule rule, Reference wanted, Digest document) {
    this.wanted = wanted;
    this.document = document;
    need(rule);
  }

  private void need(SignatureRule rule) {
    switch (rule) {
      case SignatureRule.Accept _ -> {
        // needs nothing
      }
      case SignatureRule.SignedBy keys -> open.add(keys);
      case SignatureRule.All(List<SignatureRule> rules) -> rules.forEach(this::need);
      case SignatureRule.Reject _ ->
          throw new IllegalArgumentException("nothing satisfies " + rule);
    }
  }

  /** Whether a rule, or one of its parts, refuses everything. */
  public static boolean isRejecting(SignatureRule rule) {
    return switch (rule) {
      case SignatureRule.Accept _, SignatureRule.SignedBy _ -> false;
      case SignatureRule.Reject _ -> true;
      case SignatureRule.All(List<SignatureRule> rules) ->
          rules.stream().anyMatch(Verdict::isRejecting);
    };
  }

  /** Whether a rule needs nothing. */
  public static boolean isAccepting(SignatureRule rule) {
    return switch (rule) {
      case SignatureRule.Accept _ -> true;
      case SignatureRule.SignedBy _, SignatureRule.Reject _ -> false;
      case SignatureRule.All(List<SignatureRule> rules) ->
          rules.stream().allMatch(Verdict::isAccepting);
    };
  }

  /** What has to be signed. */
  public Digest document() {
    return document;
  }

  /** Whether all is there that the rule wants. */
  public boolean isGood() {
    return open.isEmpty();
  }

  /** Looks at a signature. */
  public void look(byte[] payload, String base64) {
    Optional<byte[]> signature = decoded(base64);
    if (signature.isEmpty()) {
      refuse("a signature is not base64");
      return;
    }
    List<String> why = new ArrayList<>();
    boolean good =
        open.removeIf(
            rule -> {
              Optional<String> wrong = wrong(rule, payload, signature.get());
              wrong.ifPresent(why::add);
              return wrong.isEmpty();
            });
    if (good) {
      found++;
    } else {
      refuse(why.getFirst());
    }
  }

  private static Optional<byte[]> decoded(String base64) {
    try {
      return base64.length() > LONGEST
          ? Optional.empty()
          : Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What is wrong with a signature for a rule; nothing if it is what the rule wants. */
  private Optional<String> wrong(SignatureRule.SignedBy rule, byte[] payload, byte[] signature) {
    if (rule.keys().stream().noneMatch(key -> Signing.verifies(key, payload, signature))) {
      return Optional.of("a signature is by none of the keys");
    }
    Payload said;
    try {
      said = Payload.parse(payload, "signed text");
    } catch (InvalidImageException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (!said.image().equals(document)) {
      return Optional.of("a signature is of " + said.image());
    }
    return IdentityMatch.matches(rule.identity(), wanted, said.name())
        ? Optional.empty()
        : Optional.of("a signature is for \"" + said.name() + "\"");
  }

  /** Notes why something that was found is no signature that could be looked at. */
  public void refuse(String why) {
    found++;
    against++;
    String shown = why.length() > 160 ? why.substring(0, 160) + "…" : why;
    if (reasons.size() < MOST_REASONS && !reasons.contains(shown)) {
      reasons.add(shown);
    }
  }

  /** Whether nothing was found at all. */
  public boolean isEmpty() {
    return found == 0;
  }

  /** What was found, in words. */
  public String reasons() {
    if (isEmpty()) {
      return "there is no signature of " + document;
    }
    String all = "of " + document + " there " + (found == 1 ? "is 1 signature" : "are " + found);
    return against == 0
        ? all + ", and none is by another key"
        : all
            + ", and not what is needed: "
            + String.join("; ", reasons)
            + (against > reasons.size() ? "; …" : "");
  }

  /** What is still needed, in words. */
  public String needed() {
    return String.join(
        " and ",
        open.stream()
            .map(
                rule ->
                    String.join(
                        " or ", rule.keys().stream().map(SignatureKey::toString).sorted().toList()))
            .toList());
  }
}
