package io.jcontainer;

/** How closely {@link ImageLibrary#check} and {@link ImageLibrary#repair} look at a store. */
public enum CheckDepth {
  /**
   * Names, records and modes, and whether everything that they speak of is there. Takes
   * milliseconds.
   */
  PRESENCE,
  /** Also whether manifests, configurations and layers as they came have their digests. */
  CONTENT,
  /**
   * Also whether what layers were unpacked to is what their archives say, file by file: each layer
   * is unpacked once more beside it.
   */
  TREES
}
