package io.jcontainer.kernel;

/**
 * What {@code statfs(2)} says of the file system that holds a file.
 *
 * @param size bytes in all
 * @param free bytes that are not in use
 * @param files inodes in all; 0 if the file system makes them as it goes
 * @param freeFiles inodes that are not in use
 */
public record FileSystemUsage(long size, long free, long files, long freeFiles) {}
