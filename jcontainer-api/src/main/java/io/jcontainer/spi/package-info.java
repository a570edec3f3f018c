/**
 * What stands behind the front door: a {@link io.jcontainer.spi.ContainerRuntime} that runs
 * processes and an {@link io.jcontainer.spi.ImageService} that provides file trees. Both are found
 * with {@link java.util.ServiceLoader} through their factories; they meet only in {@link
 * io.jcontainer.spi.ContainerImages} and the {@link io.jcontainer.spi.RootFilesystem} that it
 * gives.
 */
@NullMarked
package io.jcontainer.spi;

import org.jspecify.annotations.NullMarked;
