package io.jcontainer.images.unpack;

/**
 * A part of a sparse file that has data; what lies between extents is zero and takes no room.
 *
 * @param offset in the file
 * @param length in bytes
 */
record Extent(long offset, long length) {}
