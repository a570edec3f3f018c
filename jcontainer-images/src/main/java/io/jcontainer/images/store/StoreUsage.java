package io.jcontainer.images.store;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sizes of what lies in a store. What goes away while it is looked at counts as nothing.
 *
 * @param layers bytes of each unpacked layer, by the name of its directory
 * @param blobs bytes of each document and archive, by its file
 */
public record StoreUsage(Map<String, Long> layers, Map<String, Long> blobs) {

  static StoreUsage of(StoreDirectories store) {
    Kernel kernel = store.kernel();
    Map<String, Long> layers = new HashMap<>();
    for (DirectoryEntry layer : kernel.list(store.layers())) {
      layers.put(layer.name(), sizeOfTree(kernel, store.layers(), layer.name()));
    }
    Map<String, Long> blobs = new HashMap<>();
    for (DirectoryEntry blob : kernel.list(store.blobs())) {
      FileStatus status = TreeAccess.status(kernel, store.blobs(), blob.name());
      blobs.put(blob.name(), status == null ? 0 : status.size());
    }
    return new StoreUsage(layers, blobs);
  }

  private static long sizeOfTree(Kernel kernel, Descriptor parent, String name) {
    long size = 0;
    Set<Long> seen = new HashSet<>();
    Deque<Fd> left = new ArrayDeque<>();
    try {
      push(left, TreeAccess.openDirectory(kernel, parent, name));
      while (!left.isEmpty()) {
        try (Fd directory = left.pop()) {
          for (DirectoryEntry entry : kernel.list(directory)) {
            FileStatus status = TreeAccess.status(kernel, directory, entry.name());
            if (status != null && status.isDirectory()) {
              push(left, TreeAccess.openDirectory(kernel, directory, entry.name()));
            } else if (status != null && (status.links() < 2 || seen.add(status.inode()))) {
              size += status.size();
            }
          }
        }
      }
      return size;
    } finally {
      left.forEach(Fd::close);
    }
  }

  private static void push(Deque<Fd> left, @Nullable Fd directory) {
    if (directory != null) {
      left.push(directory);
    }
  }
}
