package io.jcontainer.images.store;

import io.jcontainer.kernel.Fd;

/**
 * A layer in the making: a directory that nobody else sees.
 *
 * @param directory to unpack into; owned by the {@link Addition}
 * @param name in the session's directory
 */
public record StagedLayer(Fd directory, String name) {}
