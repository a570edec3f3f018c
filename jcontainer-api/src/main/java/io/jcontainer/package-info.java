/**
 * Runs OCI images as isolated Linux processes from inside the JVM.
 *
 * <p>Start at {@link io.jcontainer.Images} (where an image comes from) and {@link
 * io.jcontainer.Container} (a running handle); {@link io.jcontainer.JContainer} is the same with an
 * explicit engine. A container is described by a mutable {@link io.jcontainer.ContainerBuilder},
 * which checks each call at once, frozen into an immutable {@link io.jcontainer.ContainerSpec}, and
 * lives as a {@link io.jcontainer.Container}. An image of files that a program names is described
 * by an {@link io.jcontainer.ImageSpec}. Every failure is a {@link
 * io.jcontainer.JContainerException}.
 */
@NullMarked
package io.jcontainer;

import org.jspecify.annotations.NullMarked;
