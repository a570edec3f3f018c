package io.jcontainer;

import io.jcontainer.spi.SignaturePolicyFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * Which images are taken by their names, and whose signatures they need. Immutable; each {@code
 * with} returns another. {@link Config#withSignaturePolicy} puts one in force.
 *
 * <p>The rule of the narrowest scope that a name is in counts, and it alone. A policy is for what
 * comes in by a name: what is pulled, what is copied from one registry to another, and what an
 * archive is to be called, which has no signatures and so needs a rule that accepts. It is not
 * asked about what the store has by that name already; {@link PullOptions.Policy#ALWAYS} asks about
 * that, too. An image that comes under a rule with keys is not unpacked before a signature was
 * found good.
 *
 * <p>Signatures are those that cosign makes with a key pair, and Podman and skopeo with {@code
 * --sign-by-sigstore-private-key}; {@link Registry#sign} makes the same. They are looked for where
 * the image is: at its mirrors, then at its registry.
 *
 * {@snippet :
 * SignaturePolicy.rejectAll()
 *     .withRule("registry.example.org/team", SignatureRule.signedBy(SignatureKey.read(file)))
 *     .withRule("localhost", SignatureRule.accept());
 * }
 *
 * @param byDefault for names in no scope
 * @param rules by scope: a registry ({@code docker.io}), a registry and the first parts of a
 *     repository ({@code docker.io/library}), a repository, an image with its tag or digest, or all
 *     hosts of a domain ({@code *.example.org}, with any port)
 */
public record SignaturePolicy(SignatureRule byDefault, Map<String, SignatureRule> rules) {
  /**
   * Copies and sorts the rules.
   *
   * @throws InvalidSpecException if a scope is none, or two of them are the same
   */
  public SignaturePolicy {
    Map<String, SignatureRule> sorted = new TreeMap<>();
    rules.forEach(
        (scope, rule) -> {
          if (sorted.put(SignatureScope.parse(scope), rule) != null) {
            throw new InvalidSpecException(
                "signature scope \"" + Text.printable(scope) + "\"", "it is there twice");
          }
        });
    rules = Collections.unmodifiableMap(sorted);
  }

  /** Everything is taken, which is what an engine does without a policy. */
  public static SignaturePolicy acceptAll() {
    return new SignaturePolicy(SignatureRule.accept(), Map.of());
  }

  /** Nothing is taken but what further rules allow. */
  public static SignaturePolicy rejectAll() {
    return new SignaturePolicy(SignatureRule.reject(), Map.of());
  }

  /**
   * The same with a rule for a scope, instead of the one it had.
   *
   * @throws InvalidSpecException if the scope is none
   */
  public SignaturePolicy withRule(String scope, SignatureRule rule) {
    Map<String, SignatureRule> more = new TreeMap<>(rules);
    more.put(SignatureScope.parse(scope), rule);
    return new SignaturePolicy(byDefault, more);
  }

  /**
   * Reads a file of the form that Podman, Buildah and skopeo have, such as {@code
   * /etc/containers/policy.json}, and the keys that it names. What it says of the transport {@code
   * docker} and its default count; other transports do not exist here. Nothing is passed over: GPG
   * keys ({@code signedBy}) and certificates of Fulcio cannot be checked here, and are refused by
   * name.
   *
   * @throws InvalidSpecException if it, or a key that it names, cannot be read, is none, or asks
   *     for what cannot be checked
   * @see <a href="https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md">
   *     containers-policy.json(5)</a>
   */
  public static SignaturePolicy fromPolicyJson(Path file) {
    try {
      return ServiceLoader.load(SignaturePolicyFormat.class, SignaturePolicy.class.getClassLoader())
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "nothing on the class path or module path reads signature policies: add"
                          + " jcontainer-images"))
          .read(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new InvalidSpecException(
          "signature policy " + file,
          "it cannot be read (" + e.getClass().getSimpleName() + ")",
          e);
    }
  }

  /** The rule that counts for a name. */
  public SignatureRule rule(Reference name) {
    return SignatureScope.of(name).stream()
        .filter(rules::containsKey)
        .findFirst()
        .map(rules::get)
        .orElse(byDefault);
  }

  /** What that rule is called in messages: its scope, or {@code the default}. */
  public String ruleName(Reference name) {
    return SignatureScope.of(name).stream()
        .filter(rules::containsKey)
        .findFirst()
        .map(scope -> "\"" + scope + "\"")
        .orElse("the default");
  }
}
