package io.jcontainer;

import java.nio.file.Path;
import java.util.List;

/**
 * One thing that is wrong in a store of images.
 *
 * @param kind of damage
 * @param path of the file or directory
 * @param why in words
 * @param images that need it, by digest; empty if none does, or none can be told
 * @param outcome what has been done about it
 */
public record StoreFinding(Kind kind, Path path, String why, List<Digest> images, Outcome outcome) {
  /** Kinds of damage. */
  public enum Kind {
    /** A manifest or configuration is not there. */
    DOCUMENT_MISSING,
    /** A manifest or configuration does not have its digest, or cannot be read. */
    DOCUMENT_ALTERED,
    /** A layer as it came does not have its digest, or cannot be read. */
    ARCHIVE_ALTERED,
    /** The directory that a layer was unpacked to is not there. */
    LAYER_MISSING,
    /** The directory that a layer was unpacked to differs from its archive. */
    LAYER_ALTERED,
    /** The record of an image is damaged. */
    RECORD_UNREADABLE,
    /** The record of an image is sound, and not that of the image it is kept for. */
    RECORD_WRONG,
    /** The record of a name is damaged, or kept under another name. */
    NAME_UNREADABLE,
    /** A name is that of an image that is not there. */
    NAME_DANGLING,
    /** Something that nobody needs any more: of a process that was killed, or of no image. */
    LEFT_BEHIND,
    /** A file or directory belongs to somebody else, or others may read it. */
    WRONG_MODE,
    /** A file or directory that no store has. */
    FOREIGN
  }

  /** What has been done about a finding. */
  public enum Outcome {
    /** Nothing: it was a check. */
    FOUND,
    /** It is as it should be. */
    REPAIRED,
    /** What was wrong is gone; the next pull of the images fetches it. */
    TO_BE_PULLED,
    /** Nothing, because somebody uses it now: repair again when no container does. */
    IN_USE
  }

  /** Copies the list. */
  public StoreFinding {
    images = List.copyOf(images);
  }

  /** The same with another outcome. */
  public StoreFinding withOutcome(Outcome other) {
    return new StoreFinding(kind, path, why, images, other);
  }
}
