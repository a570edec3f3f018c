package io.jcontainer;

/**
 * How much of its disk limit a container has used.
 *
 * @param used bytes
 * @param limit bytes, rounded up to whole pages
 * @param full whether nothing more fits, of bytes or of files: writes fail with "no space left on
 *     device" until something is removed
 */
public record DiskUsage(ByteSize used, ByteSize limit, boolean full) {}
