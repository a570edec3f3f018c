package io.jcontainer.images;

import io.jcontainer.Digest;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which layers are kept as they came, too, for pushing and saving them byte for byte.
 *
 * @param fetched whether those are that are fetched to be unpacked
 * @param always those that are also if the store has them unpacked
 */
record ArchiveKeeping(boolean fetched, Predicate<Digest> always) {
  /** None: they can be fetched again when they are wanted. */
  static final ArchiveKeeping NONE = new ArchiveKeeping(false, _ -> false);

  /** Those that are fetched to be unpacked. */
  static final ArchiveKeeping FETCHED = new ArchiveKeeping(true, _ -> false);

  /** All of the image, because it comes from a place that may be gone later. */
  static final ArchiveKeeping ALL = new ArchiveKeeping(true, _ -> true);

  /** Those that are fetched, and these, which are nowhere else. */
  static ArchiveKeeping of(Set<Digest> made) {
    return new ArchiveKeeping(true, Set.copyOf(made)::contains);
  }
}
