package io.jcontainer.images;

import io.jcontainer.ByteSize;
import io.jcontainer.ImageDiskUsage;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.StoreUsage;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sums up what images take of the disk. */
record ImageUsage(StoreContext context) {

  ImageDiskUsage measure() {
    StoreUsage sizes = context.store().usage();
    List<ImageRecord> images = context.store().images();
    Set<String> used = new HashSet<>();
    images.stream()
        .filter(image -> context.store().isInUse(image.digest()))
        .forEach(image -> addTo(used, image));
    return new ImageDiskUsage(
        images.size(),
        sum(sizes.layers(), Set.of()),
        sum(sizes.blobs(), Set.of()),
        ByteSize.ofBytes(sum(sizes.layers(), used).bytes() + sum(sizes.blobs(), used).bytes()));
  }

  private static void addTo(Set<String> used, ImageRecord image) {
    used.add(image.digest().hex());
    image.blobs().forEach(blob -> used.add(blob.hex()));
    image.archives().forEach(archive -> used.add(archive.hex()));
    image.layers().forEach(layer -> used.add(layer.directory()));
  }

  private static ByteSize sum(Map<String, Long> sizes, Set<String> without) {
    return ByteSize.ofBytes(
        sizes.entrySet().stream()
            .filter(entry -> !without.contains(entry.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum());
  }
}
