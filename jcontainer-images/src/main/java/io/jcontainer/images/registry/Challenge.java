package io.jcontainer.images.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way to authenticate that a registry offers in {@code WWW-Authenticate}.
 *
 * @param scheme in lower case, such as {@code bearer}
 * @param parameters by name, whose case does not matter; empty for a scheme with a bare token
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">RFC 9110,
 *     WWW-Authenticate</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final int LONGEST = 8 << 10;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** A parameter: it has an equals sign and a value, which a scheme has not. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?<name>"
              + TOKEN
              + ")\\s*=\\s*(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*+)\"|(?<bare>"
              + TOKEN
              + "))\\s*(?=,|$)");

  private static final Pattern SCHEME =
      Pattern.compile("(?<scheme>" + TOKEN + ")(?:\\s+|\\s*(?=,|$))");

  /** RFC 9110 token68, as Negotiate has it: nothing that we could use. */
  private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*\\s*(?=,|$)");

  private static final Pattern COMMAS = Pattern.compile("[\\s,]+");

  /** The challenges in the header's values; those from where the grammar is broken are left out. */
  static List<Challenge> parse(List<String> values) {
    List<Challenge> challenges = new ArrayList<>();
    for (String value : values) {
      if (value.length() <= LONGEST) {
        parse(value, challenges);
      }
    }
    return challenges;
  }

  /** The first challenge of that scheme. */
  static Optional<Challenge> first(List<Challenge> challenges, String scheme) {
    return challenges.stream().filter(c -> c.scheme.equals(scheme)).findFirst();
  }

  /** A parameter's value. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  private static void parse(String value, List<Challenge> challenges) {
    Matcher at = COMMAS.matcher(value);
    int position = 0;
    while (position < value.length()) {
      if (at.usePattern(COMMAS).region(position, value.length()).lookingAt()) {
        position = at.end();
      } else if (!challenges.isEmpty() && at.usePattern(PARAMETER).lookingAt()) {
        String quoted = at.group("quoted");
        challenges
            .getLast()
            .parameters
            .putIfAbsent(at.group("name"), quoted == null ? at.group("bare") : unescaped(quoted));
        position = at.end();
      } else if (at.usePattern(SCHEME).lookingAt()) {
        challenges.add(challenge(at.group("scheme")));
        position = at.end();
      } else if (at.usePattern(TOKEN68).lookingAt()) {
        position = at.end();
      } else {
        return;
      }
    }
  }

  private static Challenge challenge(String scheme) {
    return new Challenge(
        scheme.toLowerCase(Locale.ROOT), new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
  }

  private static String unescaped(String quoted) {
    return quoted.replaceAll("\\\\(.)", "$1");
  }
}
