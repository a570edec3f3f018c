package io.jcontainer;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a container's namespaces are, and how the kernel is set up in them.
 *
 * @param shared namespaces of other containers, which must be running when this one starts
 * @param domainName the NIS domain name, {@code (none)} if empty
 * @param sysctls settings of the kernel that belong to one of its own namespaces
 * @param users which ids of the host its users have
 */
public record NamespaceOptions(
    Map<Namespace, ContainerId> shared,
    String domainName,
    Map<String, String> sysctls,
    UserNamespaceMode users) {
  private static final Pattern DOMAIN =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\t]{0,1024}");

  /** Copies the maps. */
  public NamespaceOptions {
    shared = Map.copyOf(shared);
    sysctls = Collections.unmodifiableMap(new TreeMap<>(sysctls));
  }

  /** Namespaces of its own, set up as the kernel makes them. */
  public static NamespaceOptions defaults() {
    return new NamespaceOptions(Map.of(), "", Map.of(), UserNamespaceMode.engineRange());
  }

  /**
   * Shares a namespace with another container of the same engine: gives up the isolation of the two
   * from one another in it.
   *
   * @throws InvalidSpecException if one is shared already, or if what is set up in it would be the
   *     other's
   */
  public NamespaceOptions withShared(Namespace namespace, Container other) {
    if (shared.containsKey(namespace)) {
      throw new InvalidSpecException(
          "shared " + namespace + " namespace",
          "it is that of " + shared.get(namespace) + " already");
    }
    if (namespace == Namespace.UTS && !domainName.isEmpty()) {
      throw new InvalidSpecException(
          "shared UTS namespace", "the domain name is the other container's; do not set one");
    }
    sysctls.keySet().forEach(name -> checkOwn(name, namespace));
    checkUsers(users, false);
    Map<Namespace, ContainerId> more = new EnumMap<>(Namespace.class);
    more.putAll(shared);
    more.put(namespace, other.id());
    return new NamespaceOptions(more, domainName, sysctls, users);
  }

  /**
   * Sets which ids of the host its users have.
   *
   * @throws InvalidSpecException if a namespace is shared: it belongs to the engine's user
   *     namespace
   */
  public NamespaceOptions withUsers(UserNamespaceMode mode) {
    checkUsers(mode, shared.isEmpty());
    return new NamespaceOptions(shared, domainName, sysctls, mode);
  }

  private static void checkUsers(UserNamespaceMode mode, boolean alone) {
    if (!alone && !(mode instanceof UserNamespaceMode.EngineRange)) {
      throw new InvalidSpecException(
          "users that are not those of the engine",
          "a shared namespace belongs to the engine's user namespace; do one or the other");
    }
  }

  /** Sets the NIS domain name ({@code setdomainname(2)}). */
  public NamespaceOptions withDomainName(String name) {
    if (!DOMAIN.matcher(name).matches()) {
      throw new InvalidSpecException(
          "domain name \"" + Text.printable(name) + "\"",
          "1 to 64 letters, digits, dots, hyphens and underscores, beginning and ending with a"
              + " letter or digit");
    }
    if (shared.containsKey(Namespace.UTS)) {
      throw new InvalidSpecException(
          "domain name " + name, "the UTS namespace is another container's; set it there");
    }
    return new NamespaceOptions(shared, name, sysctls, users);
  }

  /**
   * Sets a sysctl of one of the container's own namespaces: {@code net.*}, {@code fs.mqueue.*} and
   * the System V limits of {@code kernel.*}. A dot within a name, as an interface may have one, is
   * written as a slash.
   *
   * @throws InvalidSpecException if it is a setting of the whole host or of a shared namespace
   */
  public NamespaceOptions withSysctl(String name, String value) {
    Namespace namespace = SysctlName.namespaceOf(name);
    if (shared.containsKey(namespace)) {
      checkOwn(name, namespace);
    }
    if (!VALUE.matcher(value).matches()) {
      throw new InvalidSpecException(
          "value \"" + Text.printable(value) + "\" of sysctl " + name,
          "it is one line of up to 1024 printable ASCII characters");
    }
    Map<String, String> more = new TreeMap<>(sysctls);
    more.put(name, value);
    return new NamespaceOptions(shared, domainName, more, users);
  }

  private static void checkOwn(String sysctl, Namespace sharedNamespace) {
    if (SysctlName.namespaceOf(sysctl) == sharedNamespace) {
      throw new InvalidSpecException(
          "sysctl " + sysctl,
          "the " + sharedNamespace + " namespace is another container's; set it there");
    }
  }
}
