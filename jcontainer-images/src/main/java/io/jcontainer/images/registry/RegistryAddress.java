package io.jcontainer.images.registry;

/**
 * A registry by the name that references use, and where it answers.
 *
 * @param name such as {@code docker.io} or {@code 127.0.0.1:5000}
 * @param origin such as {@code https://registry-1.docker.io}
 */
record RegistryAddress(String name, Origin origin) {}
