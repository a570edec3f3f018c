/**
 * A container's life: created, started, watched, ended, removed, and swept when its JVM died.
 *
 * <p>{@link io.jcontainer.linux.container.Engine} owns what all containers of a runtime share;
 * {@link io.jcontainer.linux.container.LinuxContainer} is one container.
 */
@NullMarked
package io.jcontainer.linux.container;

import org.jspecify.annotations.NullMarked;
