package io.jcontainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The texts that name some images: a registry, a part of one, a repository, an image. Names of
 * hosts are in lower case here, since they mean the same either way.
 */
final class SignatureScope {
  private static final Pattern DOMAIN = Pattern.compile("\\*(?:\\.[a-zA-Z0-9-]+)+");

  private SignatureScope() {}

  /** The scope in its one form. */
  static String parse(String text) {
    if (DOMAIN.matcher(text).matches()) {
      return text.toLowerCase(Locale.ROOT);
    }
    boolean image = text.indexOf('@') >= 0 || text.lastIndexOf(':') > text.indexOf('/');
    if (!image || text.indexOf('/') < 0) {
      return ofPrefix(text);
    }
    try {
      return lower(Reference.parse(text).toString());
    } catch (InvalidSpecException e) {
      throw invalid(text, e);
    }
  }

  /** A registry, and perhaps the first parts of a repository. */
  static String ofPrefix(String text) {
    int slash = text.indexOf('/');
    String registry = slash < 0 ? text : text.substring(0, slash);
    String path = slash < 0 ? "" : text.substring(slash);
    try {
      String repository = path.isEmpty() ? "any/any" : path.substring(1) + "/any";
      return lower(named(registry, repository).registry() + path);
    } catch (InvalidSpecException e) {
      throw invalid(text, e);
    }
  }

  /** A registry and a whole repository. */
  static String ofRepository(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new InvalidSpecException(
          "repository \"" + Text.printable(text) + "\"", "write registry[:port]/repository");
    }
    return named(text.substring(0, slash), text.substring(slash + 1)).name();
  }

  private static String lower(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    return host.toLowerCase(Locale.ROOT) + text.substring(host.length());
  }

  private static Reference named(String registry, String repository) {
    return new Reference(registry, repository, Optional.of("any"), Optional.empty());
  }

  private static InvalidSpecException invalid(String text, InvalidSpecException why) {
    return new InvalidSpecException(
        "signature scope \"" + Text.printable(text) + "\"",
        "write registry[:port][/repository[:tag]] or *.domain: " + why.getMessage());
  }

  /** The scopes that a reference is in, the narrowest first. */
  static List<String> of(Reference reference) {
    List<String> scopes = new ArrayList<>();
    String name = lower(reference.name());
    scopes.add(lower(reference.toString()));
    reference.digest().ifPresent(digest -> scopes.add(name + "@" + digest));
    reference.tag().ifPresent(tag -> scopes.add(name + ":" + tag));
    for (int end = name.length(); end >= 0; end = name.lastIndexOf('/', end - 1)) {
      scopes.add(name.substring(0, end));
    }
    String host = lower(reference.registry()).replaceFirst(":[0-9]+$", "");
    for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      scopes.add("*" + host.substring(dot));
    }
    return scopes;
  }
}
