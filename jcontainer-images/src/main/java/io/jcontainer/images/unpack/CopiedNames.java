package io.jcontainer.images.unpack;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What a layer has only because something had to be copied from below: a directory for a whiteout
 * to be in, the target of a hard link. It still counts as being below: a whiteout that comes later
 * takes it away, as it would if layers were unpacked one over the other.
 *
 * <p>Honest archives have whiteouts first and need nothing of this. How much is remembered is
 * bounded; what is not leaves an empty directory where there should be none.
 */
final class CopiedNames {
  private static final long MOST_CHARACTERS = 8 * 1024 * 1024;

  private final NavigableSet<String> names = new TreeSet<>();
  private long characters;

  /** Notes a place that was copied. */
  void add(List<String> parts) {
    String name = String.join("/", parts);
    if (characters + name.length() <= MOST_CHARACTERS && names.add(name)) {
      characters += name.length();
    }
  }

  /** Whether a place was copied, and no entry of the layer is at it or beneath it. */
  boolean contains(List<String> parts) {
    return !names.isEmpty() && names.contains(String.join("/", parts));
  }

  /** Notes that an entry of the layer is at a place, and with it all directories above. */
  void addEntry(List<String> parts) {
    for (int depth = parts.size(); depth > 0 && !names.isEmpty(); depth--) {
      forget(String.join("/", parts.subList(0, depth)));
    }
  }

  /** The copied places beneath one, each after the directory it is in. */
  List<List<String>> beneath(String place) {
    // '0' comes right behind '/': all that begin with the place's own name
    return names.subSet(place + "/", place + "0").stream()
        .map(name -> List.of(name.split("/")))
        .toList();
  }

  /** Notes that nothing is at a place or beneath it any more. */
  void remove(String place) {
    beneath(place).forEach(parts -> forget(String.join("/", parts)));
    forget(place);
  }

  private void forget(String name) {
    if (names.remove(name)) {
      characters -= name.length();
    }
  }
}
