package io.jcontainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the credentials for registries come from. The first of these that has some for a registry
 * counts: those given here, the files named here, what {@link Registry#login} has left for the
 * engine, and, if asked for, what other tools have left for this user. Immutable; each {@code with}
 * returns another.
 *
 * @param given by {@code host:port} as in a {@link Reference}, or by that and the beginning of a
 *     repository ({@code host:port/team}); the longest that fits counts
 * @param files documents of the form that {@code docker login} and {@code podman login} write. One
 *     that is not there is passed over; one that is damaged is an error
 * @param ofTools whether the places are looked at where Docker and Podman keep credentials
 */
public record CredentialSources(
    Map<String, RegistryCredentials> given, List<Path> files, boolean ofTools) {
  /** Copies the collections and makes the paths absolute. */
  public CredentialSources {
    given = Map.copyOf(given);
    files = files.stream().map(file -> file.toAbsolutePath().normalize()).toList();
  }

  /** None but what {@link Registry#login} leaves for the engine. */
  public static CredentialSources none() {
    return new CredentialSources(Map.of(), List.of(), false);
  }

  /** The same with credentials for one registry, or for one part of it. */
  public CredentialSources with(String registryOrPrefix, RegistryCredentials credentials) {
    Map<String, RegistryCredentials> more = new HashMap<>(given);
    more.put(registryOrPrefix, credentials);
    return new CredentialSources(more, files, ofTools);
  }

  /** The same with one more file, which is looked at after those that are named already. */
  public CredentialSources withFile(Path file) {
    List<Path> more = new ArrayList<>(files);
    more.add(file);
    return new CredentialSources(given, more, ofTools);
  }

  /** The same with what Docker and Podman keep, see {@link Config#withToolCredentials}. */
  public CredentialSources withTools() {
    return new CredentialSources(given, files, true);
  }
}
