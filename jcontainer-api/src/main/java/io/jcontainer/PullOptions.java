package io.jcontainer;

/**
 * What to choose when pulling.
 *
 * @param platform which entry of an image index to take
 * @param policy when to ask the registry
 */
public record PullOptions(Platform platform, Policy policy) {
  /** When to ask the registry. */
  public enum Policy {
    /** Ask, and fetch what is missing: the tag may have moved. */
    ALWAYS,
    /** Ask only if the store has no image of that name. */
    MISSING,
    /** Never ask: the image is in the store or the pull fails. */
    NEVER
  }

  /** The host's platform, always asking. */
  public static PullOptions defaults() {
    return new PullOptions(Platform.host(), Policy.ALWAYS);
  }

  /** The same with another platform. */
  public PullOptions withPlatform(Platform other) {
    return new PullOptions(other, policy);
  }

  /** The same with another policy. */
  public PullOptions withPolicy(Policy other) {
    return new PullOptions(platform, other);
  }
}
