package io.jcontainer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Images of the default engine, by name. {@link JContainer#imageLibrary} has the same and more for
 * any engine, for values instead of names.
 */
public final class Images {
  private Images() {}

  /**
   * Fetches an image from its registry unless the store has exactly it, and unpacks it.
   *
   * @param reference such as {@code debian:12} or {@code 127.0.0.1:5000/app@sha256:…}
   * @throws InvalidSpecException if the reference does not follow the grammar
   * @throws ImageException if it cannot be found, fetched, believed or stored
   */
  public static Image pull(String reference) {
    return JContainer.defaultEngine().pull(reference);
  }

  /**
   * The host's own programs as an image: {@code /usr} read-only, the {@code /bin} and {@code /lib*}
   * links, and a small generated {@code /etc}. Needs no registry and no download.
   */
  public static Image host() {
    return JContainer.defaultEngine().hostImage();
  }

  /**
   * A directory tree of the host as an image that asks for nothing; see {@link
   * ImageLibrary#ofDirectory}.
   *
   * @throws InvalidSpecException if it is no directory, or holds the engine's root or lies in it
   */
  public static Image ofDirectory(Path directory) {
    return library().ofDirectory(directory, ImageConfig.ofEnvironment(Map.of()));
  }

  /**
   * Makes an image of files that a program names; see {@link ImageLibrary#build}.
   *
   * @throws InvalidSpecException if something that it names cannot be in an image
   * @throws ImageException if it cannot be made or stored
   */
  public static Image build(ImageSpec spec) {
    return library().build(spec);
  }

  /** Every image in the store that has a name, sorted by it. */
  public static List<Image> list() {
    return JContainer.defaultEngine().images();
  }

  /**
   * Takes a name away, and the image's content with its last name. A container that runs from it
   * keeps what it has.
   *
   * @return whether there was such a name
   */
  public static boolean remove(String reference) {
    return JContainer.defaultEngine().removeImage(reference);
  }

  private static ImageLibrary library() {
    return JContainer.defaultEngine().imageLibrary();
  }

  /** The image of a name that the store has for this host; no registry is asked. */
  public static Optional<Image> find(String reference) {
    return library().find(Reference.parse(reference));
  }

  private static Image stored(String reference) {
    return find(reference)
        .orElseThrow(
            () ->
                new ImageNotFoundException(
                    reference, "the store", "pull or load it first: see Images.list()"));
  }

  /**
   * All that is known of an image in the store.
   *
   * @throws ImageNotFoundException if there is none of that name
   */
  public static ImageDetails inspect(String reference) {
    return library().inspect(stored(reference));
  }

  /**
   * Gives an image of the store one more name; see {@link ImageLibrary#tag}.
   *
   * @throws ImageNotFoundException if there is none of that name
   */
  public static Image tag(String reference, String name) {
    return library().tag(stored(reference), Reference.parse(name));
  }

  /**
   * Saves an image of the store to a file or directory; see {@link ImageLibrary#save(List, Path,
   * ImageFormat)}.
   *
   * @throws ImageNotFoundException if there is none of that name
   */
  public static void save(String reference, Path target, ImageFormat format) {
    library().save(List.of(stored(reference)), target, format);
  }

  /** Loads images without their names; see {@link ImageLibrary#load(Path, LoadOptions)}. */
  public static List<Image> load(Path source) {
    return load(source, LoadOptions.defaults());
  }

  /** Loads images from a file or directory; see {@link ImageLibrary#load(Path, LoadOptions)}. */
  public static List<Image> load(Path source, LoadOptions options) {
    return library().load(source, options);
  }

  /** Like {@link #pull(String)}, with a choice of platform and policy, and a progress listener. */
  public static Image pull(String reference, PullOptions options) {
    return library().pull(Reference.parse(reference), options);
  }

  /** The same on a thread of its own; cancelling the future ends the pull. */
  public static CompletableFuture<Image> pullAsync(String reference, PullOptions options) {
    return library().pullAsync(Reference.parse(reference), options);
  }

  /**
   * Sends an image of the store to the registry that its name says; see {@link ImageLibrary#push}.
   *
   * @throws ImageNotFoundException if there is none of that name
   */
  public static PushResult push(String reference) {
    return library().push(stored(reference), Reference.parse(reference), PushOptions.defaults());
  }

  /**
   * Copies from one registry to another without unpacking; see {@link ImageLibrary#copy}.
   *
   * @throws ImageException if it cannot be found, fetched, believed or sent
   */
  public static PushResult copy(String from, String to) {
    return library().copy(Reference.parse(from), Reference.parse(to), PushOptions.defaults());
  }
}
