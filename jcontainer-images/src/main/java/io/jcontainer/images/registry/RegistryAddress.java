package io.jcontainer.images.registry;

/**
 * A registry by the name that references use, and where it answers.
 *
 * @param name such as {@code docker.io} or {@code 127.0.0.1:5000}
 * @param origin such as {@code https://registry-1.docker.io}
 * @param repository what is wanted there, because credentials may be for a part of a registry only;
 *     empty for the registry as such
 */
record RegistryAddress(String name, Origin origin, String repository) {}
