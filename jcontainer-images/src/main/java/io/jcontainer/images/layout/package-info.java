/**
 * OCI image layouts: images as files of fixed names, in a directory or in an archive ({@link
 * io.jcontainer.images.layout.FileSet}). {@link io.jcontainer.images.layout.OciLayout} reads one,
 * {@link io.jcontainer.images.layout.LayoutDirectory} adds to one that is a directory.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI image
 *     layout specification</a>
 */
@NullMarked
package io.jcontainer.images.layout;

import org.jspecify.annotations.NullMarked;
