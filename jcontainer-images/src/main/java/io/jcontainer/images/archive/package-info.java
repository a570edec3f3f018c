/**
 * Images in one file: tar archives as Docker and Podman save them. {@link
 * io.jcontainer.images.archive.ArchiveFile} opens one, {@link
 * io.jcontainer.images.archive.DockerArchive} reads the form that is no OCI layout, and {@link
 * io.jcontainer.images.archive.ArchiveWriter} writes both forms at once.
 */
@NullMarked
package io.jcontainer.images.archive;

import org.jspecify.annotations.NullMarked;
