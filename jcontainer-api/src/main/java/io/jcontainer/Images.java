package io.jcontainer;

import java.util.List;

/** Where images come from, on the default engine. The same calls exist on {@link JContainer}. */
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
}
