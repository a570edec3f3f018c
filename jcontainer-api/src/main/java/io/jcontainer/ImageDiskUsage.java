package io.jcontainer;

/**
 * How much of the disk the images of an engine take, as sums of the sizes of files: what is shared
 * between images, and files with several names in a layer, count once.
 *
 * @param images how many there are
 * @param layers what layers unpacked to
 * @param archives layers as they came, configurations and manifests
 * @param reclaimable how much of both only images have that no container uses now: what {@link
 *     ImageLibrary#prune(java.util.function.Predicate)} of all can free
 */
public record ImageDiskUsage(
    int images, ByteSize layers, ByteSize archives, ByteSize reclaimable) {}
