package io.jcontainer;

import java.util.Optional;

/**
 * What to do with images that are loaded.
 *
 * @param platform which image of an index to take; an archive with an image for another platform
 *     alone is loaded as it is
 * @param archiveNames whether the names in the archive are given to its images. They are whatever
 *     its author wrote, and take the place of images of these names
 * @param name to give to the one image of the archive
 */
public record LoadOptions(Platform platform, boolean archiveNames, Optional<Reference> name) {
  /** The host's platform and no names: an image is called {@code localhost/unnamed@digest}. */
  public static LoadOptions defaults() {
    return new LoadOptions(Platform.host(), false, Optional.empty());
  }

  /** The same with another platform. */
  public LoadOptions withPlatform(Platform other) {
    return new LoadOptions(other, archiveNames, name);
  }

  /**
   * The same with the names that the archive gives: only for an archive whose author is trusted.
   */
  public LoadOptions withArchiveNames() {
    return new LoadOptions(platform, true, name);
  }

  /**
   * The same with a name for the one image there is.
   *
   * @throws InvalidSpecException if the name does not follow the grammar, or has a digest
   */
  public LoadOptions withName(String reference) {
    Reference parsed = Reference.parse(reference);
    if (parsed.digest().isPresent()) {
      throw new InvalidSpecException(
          "name \"" + parsed + "\" for a loaded image", "its digest is its own: leave it out");
    }
    return new LoadOptions(platform, archiveNames, Optional.of(parsed));
  }
}
