package io.jcontainer.images.host;

import io.jcontainer.spi.RootFilesystem.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directories that programs of the host are in. {@code /usr} is shown as it is; the directories
 * at the root are links into it on most hosts, and then links here too.
 */
final class HostTrees {
  private static final String USR = "usr";
  private static final List<String> AT_THE_ROOT =
      List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

  private HostTrees() {}

  /**
   * Adds links and empty directories to the base layer.
   *
   * @param root of the host
   * @return what is shown over the empty directories
   */
  static List<HostTree> addTo(BaseLayer layer, Path root) throws IOException {
    List<HostTree> trees = new ArrayList<>();
    layer.directory(USR, 0755);
    trees.add(new HostTree(root.resolve(USR), "/" + USR));
    for (String name : AT_THE_ROOT) {
      Path path = root.resolve(name);
      if (Files.isSymbolicLink(path)) {
        layer.symlink(name, Files.readSymbolicLink(path).toString());
      } else if (Files.isDirectory(path)) {
        layer.directory(name, 0755);
        trees.add(new HostTree(path, "/" + name));
      }
    }
    return trees;
  }
}
