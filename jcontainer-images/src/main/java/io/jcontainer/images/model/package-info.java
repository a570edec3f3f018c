/**
 * What an image consists of, as read-only values: index, manifest, layers, configuration. Start at
 * {@link io.jcontainer.images.model.Document}, which turns verified bytes into an {@link
 * io.jcontainer.images.model.Index} or a {@link io.jcontainer.images.model.Manifest}; {@link
 * io.jcontainer.images.model.ConfigFile} reads the third kind of document.
 *
 * <p>The bytes come from strangers. They are parsed once, strictly, after their digest was checked;
 * whatever is wrong with them ends in an {@link io.jcontainer.InvalidImageException} that names the
 * part and the place in it, never in another error. Two readers must never see two different
 * documents in the same bytes, so everything that other parsers are known to read differently is
 * refused: duplicate names, names that differ in case only, byte order marks, encodings other than
 * UTF-8, data after the end, and documents that could be taken for an index as well as for a
 * manifest (GHSA-qq97-vm5h-rrhg).
 */
@NullMarked
package io.jcontainer.images.model;

import org.jspecify.annotations.NullMarked;
