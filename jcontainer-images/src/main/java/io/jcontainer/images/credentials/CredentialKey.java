package io.jcontainer.images.credentials;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an entry of a credential file is for. Docker writes hosts, and wrote addresses with a path
 * that means nothing ({@code https://index.docker.io/v1/}); Podman also writes a registry with the
 * first parts of a repository, for which alone the entry is.
 *
 * @param registry host and port
 * @param path a repository or its first parts; empty for all of the registry
 */
record CredentialKey(String registry, String path) {
  /** Docker Hub's name where {@code docker login} writes it. */
  private static final String HUB = "https://index.docker.io/v1/";

  private static final Set<String> HUB_NAMES =
      Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

  private static final Pattern FORM =
      Pattern.compile("(?<scheme>https?://)?(?<registry>[^/]*)/?(?<path>.*)");
  private static final Pattern VERSION = Pattern.compile("v[0-9]/?");

  static CredentialKey of(String key) {
    Matcher form = FORM.matcher(key);
    if (!form.matches()) {
      return new CredentialKey(key, "");
    }
    String path = form.group("path");
    boolean address = form.group("scheme") != null || VERSION.matcher(path).matches();
    return new CredentialKey(form.group("registry"), address ? "" : path.replaceFirst("/+$", ""));
  }

  /** The name of a registry as {@code docker login} writes it. */
  static String written(String registry) {
    return isHub(registry) ? HUB : registry;
  }

  /** Whether it is for that repository of that registry; an empty one is the registry as such. */
  boolean isFor(String wanted, String repository) {
    boolean same = registry.equalsIgnoreCase(wanted) || (isHub(wanted) && isHub(registry));
    return same && (path.isEmpty() || (repository + "/").startsWith(path + "/"));
  }

  private static boolean isHub(String registry) {
    return HUB_NAMES.contains(registry.toLowerCase(Locale.ROOT));
  }
}
