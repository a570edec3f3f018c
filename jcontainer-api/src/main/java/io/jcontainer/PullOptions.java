package io.jcontainer;

/**
 * What to choose when pulling.
 *
 * @param platform which entry of an image index to take
 * @param policy when to ask the registry
 * @param progress is told how far it is
 */
public record PullOptions(Platform platform, Policy policy, TransferListener progress) {
  /** When to ask the registry. */
  public enum Policy {
    /** Ask, and fetch what is missing: the tag may have moved. */
    ALWAYS,
    /**
     * Ask, and take what the store has if the registry cannot be reached or wants to be left alone.
     */
    NEWER,
    /** Ask only if the store has no image of that name. */
    MISSING,
    /** Never ask: the image is in the store or the pull fails. */
    NEVER
  }

  /** The host's platform, always asking. */
  public static PullOptions defaults() {
    return new PullOptions(Platform.host(), Policy.ALWAYS, _ -> {});
  }

  /** The same with another platform. */
  public PullOptions withPlatform(Platform other) {
    return new PullOptions(other, policy, progress);
  }

  /** The same with another policy. */
  public PullOptions withPolicy(Policy other) {
    return new PullOptions(platform, other, progress);
  }

  /** The same with somebody who is told how far it is. */
  public PullOptions withProgress(TransferListener listener) {
    return new PullOptions(platform, policy, listener);
  }
}
