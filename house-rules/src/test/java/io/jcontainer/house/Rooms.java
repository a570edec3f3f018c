package io.jcontainer.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A module's packages from top to bottom: each uses those below it, never one above. A package
 * beneath a room belongs to that room, except beneath the module's own package: there, each is
 * named.
 *
 * @param root the package that every room of the module starts with
 * @param floors the rooms, the top floor first; rooms on one floor may use each other
 * @param others packages outside the module that its classes may use, in ArchUnit's notation
 */
record Rooms(String root, List<Set<String>> floors, Set<String> others) {
  private static final String API = "io.jcontainer";
  private static final String SPI = "io.jcontainer.spi";
  private static final String KERNEL = "io.jcontainer.kernel";
  private static final String JDK = "java..";
  private static final String NULLNESS = "org.jspecify..";
  private static final String LOGGING = "org.slf4j";
  private static final String EVENTS = "jdk.jfr";

  /** The front door and the services behind it, which know each other. */
  private static final Rooms API_MODULE =
      new Rooms(API, List.of(Set.of(API, SPI)), Set.of(JDK, NULLNESS));

  private static final Rooms JUNIT_MODULE =
      withRooms(
          "io.jcontainer.junit",
          List.of("registry", "random", "leak"),
          Set.of(
              JDK,
              NULLNESS,
              API,
              "org.junit.jupiter.api..",
              "org.opentest4j",
              "com.sun.net.httpserver",
              "com.fasterxml.jackson.core.."));

  private static final Rooms KERNEL_MODULE =
      new Rooms(
          KERNEL,
          List.of(Set.of(KERNEL + ".recording"), Set.of(KERNEL), Set.of(KERNEL + ".ffi")),
          Set.of(JDK, NULLNESS, API));

  private static final Rooms LINUX_MODULE =
      withRooms(
          "io.jcontainer.linux",
          List.of(
              "container",
              "network",
              "volume",
              "files",
              "keep",
              "rootfs",
              "security",
              "cgroup",
              "terminal",
              "program",
              "netlink"),
          Set.of(JDK, NULLNESS, LOGGING, EVENTS, API, SPI, KERNEL));

  private static final Rooms IMAGES_MODULE =
      withRooms(
          "io.jcontainer.images",
          List.of(
              "host",
              "build",
              "check",
              "archive",
              "layout",
              "unpack",
              "store",
              "registry",
              "certificates",
              "credentials",
              "signatures",
              "content",
              "model",
              "json"),
          Set.of(
              JDK,
              NULLNESS,
              LOGGING,
              API,
              SPI,
              KERNEL,
              "javax.net.ssl",
              "com.fasterxml.jackson.core..",
              "org.apache.commons.compress..",
              "com.github.luben.zstd"));

  /** Every module that users get. */
  static final List<Rooms> LIBRARIES =
      List.of(API_MODULE, JUNIT_MODULE, KERNEL_MODULE, LINUX_MODULE, IMAGES_MODULE);

  /** A module whose own package is the top floor, and one room on each floor below. */
  static Rooms withRooms(String root, List<String> names, Set<String> others) {
    List<Set<String>> floors = new ArrayList<>(List.of(Set.of(root)));
    names.forEach(name -> floors.add(Set.of(root + "." + name)));
    return new Rooms(root, List.copyOf(floors), others);
  }

  /** The floor a package is on, 0 on top; empty if the module has no such room. */
  Optional<Integer> floorOf(String packageName) {
    for (int floor = 0; floor < floors.size(); floor++) {
      for (String room : floors.get(floor)) {
        boolean within = !room.equals(root) && packageName.startsWith(room + ".");
        if (packageName.equals(room) || within) {
          return Optional.of(floor);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return root;
  }
}
