package io.jcontainer.kernel;

import java.util.StringJoiner;

/** Flags of {@code open_tree(2)}, which also takes some of {@link At}. */
public final class OpenTree {
  /** A detached copy of the mount, or of the tree with {@link At#RECURSIVE}. */
  public static final int CLONE = 1;

  public static final int CLOEXEC = O.CLOEXEC;

  private OpenTree() {}

  /** The bits in words. */
  static String describe(int flags) {
    StringJoiner text = new StringJoiner("|");
    long left = Names.ALL.describe(Integer.toUnsignedLong(flags), text);
    if (left != 0 || flags == 0) {
      text.add(At.describe((int) left));
    }
    return text.toString();
  }

  private static final class Names {
    static final FlagNames ALL = FlagNames.of(OpenTree.class, "OPEN_TREE_");
  }
}
