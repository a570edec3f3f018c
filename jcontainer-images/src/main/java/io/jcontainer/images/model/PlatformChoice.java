package io.jcontainer.images.model;

import io.jcontainer.Platform;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which entry of an index to take for a platform.
 *
 * <ul>
 *   <li>Names are compared in their normal form: {@code aarch64} is {@code arm64/v8}, {@code
 *       x86_64} is {@code amd64/v1}, {@code arm} is {@code arm/v7}; no variant means the first one.
 *   <li>Operating system and architecture have to be the same. An older variant runs on a newer one
 *       (on {@code arm/v7} also {@code arm/v6}), never the other way round; the newest that runs is
 *       taken, and of equals the first.
 *   <li>Another architecture is never taken, though {@code amd64} could run {@code 386}: the
 *       sandbox denies foreign system calls.
 *   <li>If no entry of that architecture fits and one single manifest names no platform, it is that
 *       one; its configuration has to say the right platform then.
 * </ul>
 *
 * Entries that are not manifests of an image are passed over, as the specification demands.
 */
final class PlatformChoice {
  private final NormalPlatform wanted;

  PlatformChoice(Platform wanted) {
    this.wanted = NormalPlatform.of(wanted);
  }

  /** The entry to take, if one fits. */
  Optional<Descriptor> from(List<Descriptor> entries) {
    Optional<Descriptor> fitting =
        entries.stream()
            .filter(PlatformChoice::isManifest)
            .filter(entry -> normal(entry).filter(wanted::runs).isPresent())
            // max keeps the last of equals, so the earlier one has to count as greater
            .reduce((first, second) -> newer().compare(second, first) > 0 ? second : first);
    return fitting.or(() -> onlyOneWithoutPlatform(entries));
  }

  /** The platforms there are, for people. */
  static String listed(List<Descriptor> entries) {
    String platforms =
        entries.stream()
            .filter(PlatformChoice::isManifest)
            .flatMap(entry -> entry.platform().stream())
            .filter(platform -> !platform.os().equals("unknown"))
            .map(Platform::toString)
            .distinct()
            .collect(Collectors.joining(", "));
    return platforms.isEmpty() ? "no image for any named platform" : platforms;
  }

  private static Optional<Descriptor> onlyOneWithoutPlatform(List<Descriptor> entries) {
    List<Descriptor> unnamed =
        entries.stream()
            .filter(PlatformChoice::isManifest)
            .filter(entry -> entry.platform().isEmpty())
            .toList();
    return unnamed.size() == 1 ? Optional.of(unnamed.getFirst()) : Optional.empty();
  }

  private static boolean isManifest(Descriptor entry) {
    return DocumentType.of(entry.mediaType()).filter(type -> !type.isIndex()).isPresent();
  }

  private static Optional<NormalPlatform> normal(Descriptor entry) {
    return entry.platform().map(NormalPlatform::of);
  }

  private static Comparator<Descriptor> newer() {
    return Comparator.comparing(
        entry -> normal(entry).map(NormalPlatform::version).orElse(Version.FIRST));
  }
}
