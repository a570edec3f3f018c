package io.jcontainer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How an image is made of a container. Immutable; each {@code with} returns another.
 *
 * @param names that the image gets; images that have them lose them
 * @param author who made the image, or empty
 * @param message about the change, for the image's history, or empty
 * @param pause whether a container that runs is paused while its files are read
 * @param config makes the configuration from that of the container's image; its diff ids are not
 *     looked at
 * @param created when the image was made; empty for the moment in which it is
 */
public record CommitOptions(
    List<Reference> names,
    String author,
    String message,
    boolean pause,
    UnaryOperator<ImageConfig> config,
    Optional<Instant> created) {
  private static final CommitOptions DEFAULTS =
      new CommitOptions(List.of(), "", "", true, UnaryOperator.identity(), Optional.empty());

  /** Copies the names, and refuses one with a digest, which is for the image to say. */
  public CommitOptions {
    names = List.copyOf(names);
    for (Reference name : names) {
      if (name.digest().isPresent()) {
        throw new InvalidSpecException(
            "name \"" + name + "\" for a committed image", "its digest is its own: leave it out");
      }
    }
  }

  /** No name, no author, no message; paused while it is read; configured as its image is. */
  public static CommitOptions defaults() {
    return DEFAULTS;
  }

  /**
   * The same with one more name for the image.
   *
   * @throws InvalidSpecException if the name does not follow the grammar, or has a digest
   */
  public CommitOptions withName(String reference) {
    return withName(Reference.parse(reference));
  }

  /**
   * The same with one more name for the image.
   *
   * @throws InvalidSpecException if the name has a digest
   */
  public CommitOptions withName(Reference name) {
    List<Reference> all = Stream.concat(names.stream(), Stream.of(name)).toList();
    return new CommitOptions(all, author, message, pause, config, created);
  }

  /** The same with who made the image. */
  public CommitOptions withAuthor(String who) {
    return new CommitOptions(names, who, message, pause, config, created);
  }

  /** The same with what the change is about. */
  public CommitOptions withMessage(String about) {
    return new CommitOptions(names, author, about, pause, config, created);
  }

  /**
   * The same without a pause: the container goes on while its files are read, so that what it
   * changes meanwhile may be half in the image, and files that belong together may not fit.
   */
  public CommitOptions withoutPause() {
    return new CommitOptions(names, author, message, false, config, created);
  }

  /**
   * The same with a change of how the image is to be run, after those before, such as {@code config
   * -> config.withCommand("serve").withEnv("PORT", "80")}. It is called before anything is done.
   */
  public CommitOptions withConfig(UnaryOperator<ImageConfig> change) {
    UnaryOperator<ImageConfig> before = config;
    return new CommitOptions(
        names, author, message, pause, image -> change.apply(before.apply(image)), created);
  }

  /**
   * The same with a time that the image says it was made at. The same container with the same
   * options and time makes the same image.
   */
  public CommitOptions withCreated(Instant time) {
    return new CommitOptions(names, author, message, pause, config, Optional.of(time));
  }
}
