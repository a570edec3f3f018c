package io.jcontainer.images.unpack;

import java.util.List;

/**
 * One entry of an archive, its extended headers merged in. Names are as the archive has them.
 *
 * @param type what it makes
 * @param name where
 * @param link the target of a link, else empty
 * @param attributes what the file has besides content
 * @param size of the file, with the holes of a sparse one
 * @param extents where the data that follows goes, in order; a single one unless the file is sparse
 * @param deviceMajor of a device
 * @param deviceMinor of a device
 */
record TarEntry(
    EntryType type,
    String name,
    String link,
    Attributes attributes,
    long size,
    List<Extent> extents,
    int deviceMajor,
    int deviceMinor) {}
