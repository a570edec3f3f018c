package io.jcontainer.images.store;

/**
 * Orders those who complete images and those who remove what no image needs. It is held for moments
 * only: renames and small files, never a download or the removal of a tree.
 */
final class StoreLock {
  static final String NAME = "store";

  private StoreLock() {}

  /** For completing an image, or saying what one in the making needs; many may at a time. */
  static LockFile adding(StoreDirectories store) {
    return LockFile.shared(store.kernel(), store.locks(), NAME);
  }

  /** For removing; nobody else adds or removes. */
  static LockFile changing(StoreDirectories store) {
    return LockFile.exclusive(store.kernel(), store.locks(), NAME);
  }
}
