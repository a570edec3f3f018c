package io.jcontainer;

import java.net.Inet6Address;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image: registry, repository, and a tag or a digest or both.
 *
 * <p>{@link #parse} fills in what people leave out, as Docker does: {@code redis} is {@code
 * docker.io/library/redis:latest}. The first part is a registry if it holds a dot or a colon, is
 * {@code localhost}, or has an upper-case letter.
 *
 * @param registry host and optional port, such as {@code docker.io} or {@code 127.0.0.1:5000}
 * @param repository such as {@code library/redis}, at most 255 characters with the registry
 * @param tag such as {@code 7}; absent only if there is a digest
 * @param digest pins the content
 * @see <a href="https://github.com/distribution/reference">the reference grammar</a>
 */
public record Reference(
    String registry, String repository, Optional<String> tag, Optional<Digest> digest) {
  private static final String DEFAULT_REGISTRY = "docker.io";
  private static final String OLD_DEFAULT_REGISTRY = "index.docker.io";
  private static final int LONGEST_TEXT = 1024;
  private static final int LONGEST_NAME = 255;

  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final Pattern REGISTRY =
      Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]{1,5})?");
  private static final String PATH_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final Pattern REPOSITORY = Pattern.compile(PATH_PART + "(?:/" + PATH_PART + ")*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern IMAGE_ID = Pattern.compile("[a-f0-9]{64}");
  private static final Pattern TAIL =
      Pattern.compile("(?<name>[^@]*?)(?::(?<tag>[^:/@]*))?(?:@(?<digest>.*))?", Pattern.DOTALL);

  /**
   * Writes Docker Hub in its one form ({@code docker.io}, with {@code library/} before a repository
   * without a slash) and refuses parts that the grammar does not allow.
   */
  public Reference {
    if (registry.equals(OLD_DEFAULT_REGISTRY)) {
      registry = DEFAULT_REGISTRY;
    }
    if (registry.equals(DEFAULT_REGISTRY) && repository.indexOf('/') < 0) {
      repository = "library/" + repository;
    }
    if (registry.length() + 1 + repository.length() > LONGEST_NAME) {
      throw invalid(registry + "/" + repository, "a name has at most 255 characters");
    }
    require(REGISTRY, registry, "registry", "a host name and an optional port");
    requireRegistry(registry);
    require(
        REPOSITORY,
        repository,
        "repository",
        "lower-case letters and digits, separated by one of . _ __ - and /");
    tag.ifPresent(t -> require(TAG, t, "tag", "up to 128 of A-Z a-z 0-9 _ . -, not first . or -"));
    if (tag.isEmpty() && digest.isEmpty()) {
      throw invalid(registry + "/" + repository, "a tag or a digest is needed");
    }
  }

  /**
   * Reads a reference as people write it and fills in the default registry, the {@code library/}
   * prefix of Docker Hub and the tag {@code latest}.
   *
   * @throws InvalidSpecException if the text does not follow the grammar
   */
  public static Reference parse(String text) {
    Matcher tail = TAIL.matcher(text);
    if (text.length() > LONGEST_TEXT || !tail.matches()) {
      throw invalid(text, "write [registry/]repository[:tag][@digest]");
    }
    if (IMAGE_ID.matcher(text).matches()) {
      throw invalid(text, "64 hexadecimal digits are the id of an image, not its name");
    }
    String name = tail.group("name");
    Optional<String> tag = Optional.ofNullable(tail.group("tag"));
    Optional<Digest> digest = Optional.ofNullable(tail.group("digest")).map(Digest::parse);
    int slash = name.indexOf('/');
    boolean hasRegistry = slash >= 0 && isRegistry(name.substring(0, slash));
    String registry = hasRegistry ? name.substring(0, slash) : DEFAULT_REGISTRY;
    String repository = hasRegistry ? name.substring(slash + 1) : name;
    if (tag.isEmpty() && digest.isEmpty()) {
      tag = Optional.of("latest");
    }
    return new Reference(registry, repository, tag, digest);
  }

  /** Whether the first part of a name is a registry and not the first part of a repository. */
  private static boolean isRegistry(String first) {
    return first.contains(".")
        || first.contains(":")
        || first.equals("localhost")
        || first.chars().anyMatch(Character::isUpperCase);
  }

  /** Refuses what follows the grammar of a registry and still can be none. */
  private static void requireRegistry(String registry) {
    String named = "registry \"" + registry + "\" in an image reference";
    if (!isRegistry(registry)) {
      throw new InvalidSpecException(
          named, "without a dot or a port it would be read as part of the repository");
    }
    int bracket = registry.indexOf(']');
    int colon = registry.indexOf(':', Math.max(bracket, 0));
    if (colon >= 0 && !isPort(registry.substring(colon + 1))) {
      throw new InvalidSpecException(named, "ports are numbered 1 to 65535");
    }
    if (bracket >= 0 && !isIpv6(registry.substring(1, bracket))) {
      throw new InvalidSpecException(named, "the brackets hold no IPv6 address");
    }
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= 0xffff;
  }

  private static boolean isIpv6(String text) {
    try {
      return !Inet6Address.ofLiteral(text).getHostAddress().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void require(Pattern pattern, String part, String what, String rule) {
    if (!pattern.matcher(part).matches()) {
      throw new InvalidSpecException(
          what + " \"" + Text.printable(part) + "\" in an image reference", "it is " + rule);
    }
  }

  private static InvalidSpecException invalid(String text, String why) {
    return new InvalidSpecException("image reference \"" + Text.printable(text) + "\"", why);
  }

  /** The same name pinned to the content with this digest. */
  public Reference withDigest(Digest pinned) {
    return new Reference(registry, repository, tag, Optional.of(pinned));
  }

  /** Registry and repository without tag and digest. */
  public String name() {
    return registry + "/" + repository;
  }

  /** The full form, which {@link #parse} reads back to an equal reference. */
  @Override
  public String toString() {
    return name() + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
  }
}
