package io.jcontainer.images.unpack;

import io.jcontainer.kernel.Fd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the layer that is open for changes. What it shall look like in the end is applied
 * when it is closed, and whatever is made in it before then cannot disturb that: a time does not
 * move on, a setgid bit or a default access list is not inherited.
 */
final class OpenDirectory {
  private final Fd fd;
  private final List<String> parts;
  private final String key;
  private final boolean inheritsGroup;
  private boolean hidesBelow;
  private @Nullable Attributes wanted;
  private @Nullable Instant found;
  private boolean changed;
  private boolean pinned;

  /** The root of a layer, with what it gets if nobody says anything else. */
  static OpenDirectory root(Fd fd, Attributes wanted) {
    OpenDirectory directory = new OpenDirectory(fd, List.of(), false, false);
    directory.wanted = wanted;
    return directory;
  }

  /** A directory that was just made in this one, with what it gets if nobody says anything else. */
  OpenDirectory made(Fd child, String name, Attributes attributes) {
    OpenDirectory directory = new OpenDirectory(child, partsOf(name), false, hidesBelow);
    directory.wanted = attributes;
    return directory;
  }

  /**
   * A directory of this one that was opened again.
   *
   * @param modified the time it had, which it gets back
   * @param inheritsGroup whether it has the setgid bit, which new files would notice
   * @param opaque whether it does not merge with those of the layers below
   */
  OpenDirectory reopened(
      Fd child, String name, Instant modified, boolean inheritsGroup, boolean opaque) {
    OpenDirectory directory =
        new OpenDirectory(child, partsOf(name), inheritsGroup, hidesBelow || opaque);
    directory.found = modified;
    return directory;
  }

  private OpenDirectory(Fd fd, List<String> parts, boolean inheritsGroup, boolean hidesBelow) {
    this.fd = fd;
    this.parts = List.copyOf(parts);
    this.key = String.join("/", parts);
    this.inheritsGroup = inheritsGroup;
    this.hidesBelow = hidesBelow;
  }

  Fd fd() {
    return fd;
  }

  /** Where it is, without links. */
  List<String> parts() {
    return parts;
  }

  /** Where a name in it is. */
  List<String> partsOf(String name) {
    List<String> longer = new ArrayList<>(parts.size() + 1);
    longer.addAll(parts);
    longer.add(name);
    return longer;
  }

  /** Where it is, as one text. */
  String key() {
    return key;
  }

  boolean isRoot() {
    return parts.isEmpty();
  }

  boolean inheritsGroup() {
    return inheritsGroup;
  }

  /** Whether the layers below do not show in it, whatever they have there. */
  boolean hidesBelow() {
    return hidesBelow;
  }

  /** From now on the layers below do not show in it. */
  void hideBelow() {
    hidesBelow = true;
  }

  /** What it gets in the end, if it was made or an entry named it since it was opened. */
  @Nullable Attributes wanted() {
    return wanted;
  }

  void want(Attributes attributes) {
    wanted = attributes;
  }

  /** The time to give back after a change; null if it was made since. */
  @Nullable Instant timeToRestore() {
    return changed ? found : null;
  }

  /** Notes that an entry of it is made or removed. */
  void change() {
    changed = true;
  }

  boolean isPinned() {
    return pinned;
  }

  /** Whether it has to stay open though others are needed. */
  void pin(boolean hold) {
    pinned = hold;
  }
}
