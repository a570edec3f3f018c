package io.jcontainer.images.model;

import io.jcontainer.ImageConfig;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Platform;
import io.jcontainer.images.json.JsonInput;

/**
 * The configuration document of an image: what it was built for, the digests of its unpacked layers
 * and how its author wants it run.
 *
 * @param platform what the image was built for; its operating system is linux
 * @param config how its author wants it run, with the diff ids of the layers, lowest first
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image
 *     specification, image configuration</a>
 */
public record ConfigFile(Platform platform, ImageConfig config) {
  /**
   * Parses bytes whose digest has been checked.
   *
   * @param part what the bytes are, for messages, such as {@code configuration of debian:12}
   * @throws InvalidImageException if they are not the configuration of a Linux image
   */
  public static ConfigFile parse(byte[] bytes, String part) {
    return JsonInput.parse(bytes, part, input -> new ConfigReader().read(input));
  }

  /**
   * Refuses a configuration that has not one diff id for each layer of the manifest.
   *
   * @param part what this configuration is, for the message
   */
  public void requireLayersOf(Manifest manifest, String part) {
    int named = config.diffIds().size();
    int there = manifest.layers().size();
    if (named != there) {
      throw new InvalidImageException(
          part, "it has " + named + " diff ids and its manifest " + there + " layers", null);
    }
  }

  /**
   * Refuses an image that does not run on a platform: the one a single manifest was pulled for, or
   * that an index entry promised. A configuration that leaves the variant out (older tools do) is
   * taken to have the right one.
   *
   * @param part what this configuration is, for the message
   */
  public void requireRunsOn(Platform wanted, String part) {
    if (!runsOn(wanted)) {
      throw new InvalidImageException(
          part, "it is for " + platform + ", which does not run on " + wanted, null);
    }
  }

  /** Whether the image runs on a platform. */
  public boolean runsOn(Platform wanted) {
    Platform built =
        platform.variant().isEmpty()
            ? new Platform(platform.os(), platform.architecture(), wanted.variant())
            : platform;
    return NormalPlatform.of(wanted).runs(NormalPlatform.of(built));
  }
}
