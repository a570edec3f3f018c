package io.jcontainer.images.unpack;

/**
 * What an entry does to what its layer already has at its place. One function of two values, so
 * that every case can be read, and tested, in one place.
 *
 * <p>Only the layer's own directory is meant: whatever the layers below have, overlayfs covers. A
 * directory is the exception, as it merges with the one below. So one that takes the place of
 * something that hid the layers below has to go on hiding them, and becomes opaque.
 */
final class ApplyTable {
  /** What comes. */
  enum Incoming {
    DIRECTORY,
    /** Anything but a directory. */
    FILE,
    /** The layers below are hidden at this place. */
    WHITEOUT,
    /** The layers below are hidden in this directory. */
    OPAQUE
  }

  /** What the layer has. */
  enum Existing {
    NOTHING,
    DIRECTORY,
    /** Anything but a directory. */
    FILE,
    WHITEOUT,
    /** The layer's root directory, which is ours and stays. */
    ROOT
  }

  /** What is done. */
  enum Action {
    CREATE,
    /** Removes what is there, a whole tree if need be, and creates. */
    REPLACE,
    /** Removes what is there and creates a directory that hides the layers below. */
    REPLACE_HIDING,
    /** Keeps the directory with what is in it and gives it the entry's attributes. */
    ADOPT,
    /** Keeps the directory with what is in it and makes it hide the layers below. */
    HIDE_BELOW,
    /** Leaves everything as it is: the layers below are hidden already, or have nothing there. */
    KEEP,
    /** The entry makes no sense. */
    REFUSE
  }

  private ApplyTable() {}

  /** What to do. */
  static Action action(Incoming incoming, Existing existing) {
    return switch (incoming) {
      case DIRECTORY ->
          switch (existing) {
            case NOTHING -> Action.CREATE;
            case DIRECTORY, ROOT -> Action.ADOPT;
            case FILE, WHITEOUT -> Action.REPLACE_HIDING;
          };
      case FILE ->
          switch (existing) {
            case NOTHING -> Action.CREATE;
            case DIRECTORY, FILE, WHITEOUT -> Action.REPLACE;
            case ROOT -> Action.REFUSE;
          };
      case WHITEOUT ->
          switch (existing) {
            case NOTHING -> Action.CREATE;
            case DIRECTORY -> Action.HIDE_BELOW;
            case FILE, WHITEOUT -> Action.KEEP;
            case ROOT -> Action.REFUSE;
          };
      case OPAQUE ->
          switch (existing) {
            case DIRECTORY, ROOT -> Action.HIDE_BELOW;
            case NOTHING, WHITEOUT -> Action.KEEP;
            case FILE -> Action.REFUSE;
          };
    };
  }
}
