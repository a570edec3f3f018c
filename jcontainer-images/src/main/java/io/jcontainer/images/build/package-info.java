/**
 * Layers of files that somebody names: what an image is built of.
 *
 * <p>Start at {@link io.jcontainer.images.build.LayerWriter}, which writes a {@link
 * io.jcontainer.LayerSpec} as a tar stream. {@code SpecTree} is what the specification says, {@code
 * LayerWalk} goes through that and the host's trees at once, {@code HostTree} and {@code
 * FileContent} read the host's files, and {@code LayerStream} writes entries.
 */
@NullMarked
package io.jcontainer.images.build;

import org.jspecify.annotations.NullMarked;
