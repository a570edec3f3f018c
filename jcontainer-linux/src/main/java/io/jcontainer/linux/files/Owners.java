package io.jcontainer.linux.files;

/**
 * How ids inside a container and ids of the host belong together.
 *
 * @param first what id 0 inside is on the host
 * @param count how many follow
 */
public record Owners(long first, long count) {
  /** What the kernel shows for an id that is nobody's ({@code user_namespaces(7)}). */
  static final long NOBODY = 65_534;

  /** Whether an id of the host is one inside. */
  boolean has(long host) {
    return host >= first && host < first + count;
  }

  /** The id inside, or {@link #NOBODY}. */
  long inside(long host) {
    return has(host) ? host - first : NOBODY;
  }

  /** The id on the host of one inside. */
  public long host(long inside) {
    if (inside < 0 || inside >= count) {
      throw new IllegalArgumentException(inside + " is not an id of the container");
    }
    return first + inside;
  }
}
