/**
 * Registries for tests. {@link io.jcontainer.images.registry.testing.FaultyServer} answers exactly
 * what a test tells it to, right or wrong, down to the bytes on the wire; {@link
 * io.jcontainer.images.registry.testing.DockerRegistry} is the real one, Debian's {@code
 * docker-registry}. {@link io.jcontainer.images.registry.testing.SampleImage} makes images for
 * both.
 */
@NullMarked
package io.jcontainer.images.registry.testing;

import org.jspecify.annotations.NullMarked;
