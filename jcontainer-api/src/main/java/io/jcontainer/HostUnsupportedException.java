package io.jcontainer;

/** Something that the request needs and this host cannot do. */
public final class HostUnsupportedException extends JContainerException {
  private static final long serialVersionUID = 1L;

  private final HostFeature feature;
  private final String remedy;

  /**
   * Says what is missing and how to get it.
   *
   * @param feature what the host lacks
   * @param reason how that was seen
   * @param remedy what the host's owner can do about it
   */
  public HostUnsupportedException(HostFeature feature, String reason, String remedy) {
    super("this host has no " + feature.title() + ": " + reason + "; " + remedy, null);
    this.feature = feature;
    this.remedy = remedy;
  }

  /** What the host lacks. */
  public HostFeature feature() {
    return feature;
  }

  /** What the host's owner can do about it, one sentence. */
  public String remedy() {
    return remedy;
  }
}
