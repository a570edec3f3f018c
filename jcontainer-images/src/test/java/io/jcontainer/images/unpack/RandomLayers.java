package io.jcontainer.images.unpack;

import io.jcontainer.images.testing.Tar;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Layers that do everything to a few names, so that they get in each other's way. */
final class RandomLayers {
  private static final List<String> NAMES = List.of("a", "b", "c");

  private final Random random;

  RandomLayers(long seed) {
    random = new Random(seed);
  }

  List<Tar> next() {
    List<Tar> layers = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      layers.add(layer(i));
    }
    return layers;
  }

  private Tar layer(int number) {
    Tar tar = new Tar();
    int entries = 1 + random.nextInt(7);
    for (int i = 0; i < entries; i++) {
      add(tar, number + "." + i);
    }
    return tar;
  }

  private void add(Tar tar, String content) {
    String path = path();
    int time = 1_000_000 + random.nextInt(1000);
    switch (random.nextInt(12)) {
      case 0, 1, 2 ->
          tar.file(path, content, h -> h.mode(mode()).owner(id(), id()).time(time + ".5"));
      // no setgid: umoci's directories that no entry mentions would inherit it, ours do not
      case 3, 4, 5 -> tar.directory(path, h -> h.mode(mode() & ~02000).owner(id(), id()));
      case 6 -> tar.symlink(path, target(), h -> h.owner(id(), id()));
      case 7 -> tar.hardLink(path, path());
      case 8, 9 -> tar.file(whiteout(path), "");
      case 10 -> tar.file(path + "/.wh..wh..opq", "");
      default -> tar.fifo(path);
    }
  }

  private String path() {
    StringBuilder path = new StringBuilder(name());
    while (path.length() < 5 && random.nextBoolean()) {
      path.append('/').append(name());
    }
    return path.toString();
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private String target() {
    return switch (random.nextInt(3)) {
      case 0 -> path();
      case 1 -> "/" + path();
      default -> "../" + path();
    };
  }

  private static String whiteout(String path) {
    int slash = path.lastIndexOf('/') + 1;
    return path.substring(0, slash) + ".wh." + path.substring(slash);
  }

  private int mode() {
    return List.of(0644, 0755, 0700, 04711, 01777, 02770).get(random.nextInt(6));
  }

  private int id() {
    return List.of(0, 0, 1, 1000).get(random.nextInt(4));
  }
}
