package io.jcontainer;

/**
 * How full a file system is: the one behind a container's disk limit, or another that it has.
 *
 * @param used bytes
 * @param limit bytes that it can hold; a limit is rounded up to whole pages
 * @param full whether nothing more fits, of bytes or of files: writes fail with "no space left on
 *     device" until something is removed
 */
public record DiskUsage(ByteSize used, ByteSize limit, boolean full) {}
