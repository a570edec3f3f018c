/**
 * The host's own programs as an image.
 *
 * <p>Start at {@link io.jcontainer.images.host.HostImage}. What the image shows is listed by {@link
 * io.jcontainer.images.host.HostTrees} (directories of the host) and {@link
 * io.jcontainer.images.host.HostFiles} (a small base layer): an allow-list, so that nothing of the
 * host is in it that nobody has thought of.
 */
@NullMarked
package io.jcontainer.images.host;

import org.jspecify.annotations.NullMarked;
