/**
 * From the bytes of a layer to a directory: one pass, nothing believed.
 *
 * <p>Start at {@link io.jcontainer.images.unpack.LayerUnpack}. A layer is read once: its digest and
 * size are checked while it is inflated ({@link io.jcontainer.images.unpack.LayerBytes}), its diff
 * id while it is taken apart ({@link io.jcontainer.images.unpack.TarReader}), and each entry
 * becomes a file beneath a directory descriptor ({@link io.jcontainer.images.unpack.LayerTree}),
 * never by a path. What an entry does to what is already there is one table ({@link
 * io.jcontainer.images.unpack.ApplyTable}). Each layer gets a directory of its own in overlayfs's
 * form; where the layers below matter they are looked at through {@link
 * io.jcontainer.images.unpack.LowerTrees}.
 */
@NullMarked
package io.jcontainer.images.unpack;

import org.jspecify.annotations.NullMarked;
