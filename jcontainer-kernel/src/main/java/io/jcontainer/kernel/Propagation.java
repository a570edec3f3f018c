package io.jcontainer.kernel;

/** Whether mounts made beneath a mount appear elsewhere ({@code mount_namespaces(7)}). */
public final class Propagation {
  public static final int UNBINDABLE = 1 << 17;
  public static final int PRIVATE = 1 << 18;
  public static final int SLAVE = 1 << 19;
  public static final int SHARED = 1 << 20;

  private Propagation() {}

  /** The bits in words. */
  static String describe(long flags) {
    return Names.ALL.describe(flags);
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(Propagation.class, "MS_");
  }
}
