/**
 * A container's file system, built before its first process exists and never mounted on the host.
 *
 * <p>{@link io.jcontainer.linux.rootfs.RootfsBuilder} makes a detached overlay with its {@code
 * /dev} and mounts as descriptors; {@link io.jcontainer.linux.rootfs.RootfsSteps} are the launch
 * steps that put them in place from inside the container's mount namespace. Paths that an image
 * controls are resolved beneath the root's descriptor alone ({@link
 * io.jcontainer.linux.rootfs.InRoot}).
 */
@NullMarked
package io.jcontainer.linux.rootfs;

import org.jspecify.annotations.NullMarked;
