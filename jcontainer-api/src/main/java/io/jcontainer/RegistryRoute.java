package io.jcontainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where images whose names begin in a certain way are fetched from. They keep their names: {@code
 * docker.io/library/redis:7} stays that wherever it came from. Immutable; each {@code with} returns
 * another.
 *
 * <p>What follows the prefix is appended to the place's own name. Of several routes that fit a
 * name, the one with the longest prefix counts, and it alone. A route is for what is fetched; what
 * is pushed, and what {@link Registry} does, goes where the name says.
 *
 * <p>A mirror is asked with its own credentials and certificates and never with those of the
 * registry that it stands for. Whatever has a digest is checked. <b>A tag is the mirror's word</b>:
 * that a mirror gives another image for it cannot be seen. For mirrors that are not trusted with
 * that, there is {@link Mirror#digestOnly}.
 *
 * @param prefix a registry ({@code docker.io}), a registry and the first parts of a repository
 *     ({@code docker.io/library}), or all hosts of a domain ({@code *.example.org})
 * @param location what takes the place of the prefix; empty for the registry itself
 * @param mirrors tried first, in this order
 * @param mirrorsOnly whether that is all that is tried
 * @see <a
 *     href="https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md">
 *     containers-registries.conf(5), which has the same</a>
 */
public record RegistryRoute(
    String prefix, Optional<String> location, List<Mirror> mirrors, boolean mirrorsOnly) {
  private static final Pattern DOMAIN = Pattern.compile("\\*(?:\\.[a-zA-Z0-9-]+)+");

  /**
   * A place that has copies.
   *
   * @param location a registry and perhaps the first parts of a repository: {@code
   *     mirror.test:5000/hub}
   * @param digestOnly whether it is asked only for what has a digest: all layers, and an image by
   *     tag once the registry itself has said what the tag means
   */
  public record Mirror(String location, boolean digestOnly) {
    /**
     * Checks the location.
     *
     * @throws InvalidSpecException if it does not begin with a registry
     */
    public Mirror {
      location = requirePath("mirror", location);
    }
  }

  /**
   * Checks the names.
   *
   * @throws InvalidSpecException if one of them does not begin with a registry, or only mirrors are
   *     to be asked and there are none
   */
  public RegistryRoute {
    if (!DOMAIN.matcher(prefix).matches()) {
      prefix = requirePath("prefix", prefix);
    }
    location = location.map(text -> requirePath("location", text));
    mirrors = List.copyOf(mirrors);
    if (mirrorsOnly && mirrors.isEmpty()) {
      throw new InvalidSpecException(
          "route of \"" + prefix + "\"", "only its mirrors are to be asked, and it has none");
    }
  }

  /** A route that changes nothing yet. */
  public static RegistryRoute of(String prefix) {
    return new RegistryRoute(prefix, Optional.empty(), List.of(), false);
  }

  /** The same with another place instead of the registry. */
  public RegistryRoute withLocation(String other) {
    return new RegistryRoute(prefix, Optional.of(other), mirrors, mirrorsOnly);
  }

  /** The same with one more mirror, tried after those that are named already. */
  public RegistryRoute withMirror(String mirror) {
    return with(new Mirror(mirror, false));
  }

  /** The same with one more mirror, which is not trusted with tags. */
  public RegistryRoute withDigestMirror(String mirror) {
    return with(new Mirror(mirror, true));
  }

  private RegistryRoute with(Mirror mirror) {
    List<Mirror> more = new ArrayList<>(mirrors);
    more.add(mirror);
    return new RegistryRoute(prefix, location, more, mirrorsOnly);
  }

  /** The same with the registry itself never asked. */
  public RegistryRoute withMirrorsOnly() {
    return new RegistryRoute(prefix, location, mirrors, true);
  }

  /** The text as references write it: in it Docker Hub has one name. */
  private static String requirePath(String what, String text) {
    int slash = text.indexOf('/');
    String registry = slash < 0 ? text : text.substring(0, slash);
    String path = slash < 0 ? "" : text.substring(slash);
    try {
      String repository = path.isEmpty() ? "any/any" : path.substring(1) + "/any";
      Reference whole = new Reference(registry, repository, Optional.of("any"), Optional.empty());
      return whole.registry() + path;
    } catch (InvalidSpecException e) {
      throw new InvalidSpecException(
          what + " \"" + Text.printable(text) + "\" of a registry route",
          "write registry[:port][/repository]: " + e.getMessage());
    }
  }
}
