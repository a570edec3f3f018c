package io.jcontainer.benchmarks.pull;

import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The three kinds of images that are pulled. */
public final class SampleImages {
  private static final int FILES_OF_A_LAYER = 4;
  private static final int FILES_OF_A_DIRECTORY = 100;
  private static final int LAYERS_OF_THE_LARGE = 4;
  private static final int SMALL = 20_000;
  private static final List<Path> OF_THIS_MACHINE =
      List.of(Path.of("/usr/sbin"), Path.of("/usr/lib"), Path.of("/usr/share"));

  private final Path directory;

  /** They are made in the workspace. */
  public SampleImages(Workspace workspace) {
    this.directory = workspace.subdirectory("images");
  }

  /** A small image of many layers, whose bytes do not compress. */
  public SampleImage ofLayers(int layers) {
    Random random = new Random(1);
    List<Path> tars = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      Path tree = directory.resolve("layers/" + layer);
      for (int file = 0; file < FILES_OF_A_LAYER; file++) {
        byte[] bytes = new byte[1 + random.nextInt(SMALL)];
        random.nextBytes(bytes);
        write(tree.resolve("opt/layer" + layer + "/file" + file), bytes);
      }
      tars.add(tar("layers" + layer, List.of("-C", tree.toString(), ".")));
    }
    return SampleImage.of(
        "layers", layers + " small layers", tars, directory.resolve("layers.oci"));
  }

  /** Many small text files in one layer. */
  public SampleImage ofFiles(int files) {
    Random random = new Random(2);
    Path tree = directory.resolve("files");
    for (int file = 0; file < files; file++) {
      String text = "export const value" + file + " = () => { return " + file + "; };\n";
      write(
          tree.resolve("srv/" + file / FILES_OF_A_DIRECTORY + "/" + file + ".js"),
          text.repeat(1 + random.nextInt(60)).getBytes(StandardCharsets.UTF_8));
    }
    Path tar = tar("files", List.of("-C", tree.toString(), "."));
    return SampleImage.of(
        "files", files + " small files", List.of(tar), directory.resolve("files.oci"));
  }

  /** Programs and libraries of this machine, a few layers of them. */
  public SampleImage ofThisMachine(int mebibytes) {
    List<Path> files = filesOfThisMachine(mebibytes * 1048576L);
    int each = Math.ceilDiv(files.size(), LAYERS_OF_THE_LARGE);
    List<Path> tars = new ArrayList<>();
    for (int first = 0; first < files.size(); first += each) {
      Set<Path> some = withDirectories(files.subList(first, Math.min(files.size(), first + each)));
      Path list = directory.resolve("list" + first);
      write(
          list,
          String.join("\0", some.stream().map(Path::toString).toList())
              .getBytes(StandardCharsets.UTF_8));
      tars.add(
          tar(
              "large" + first,
              List.of("--no-recursion", "--null", "-C", "/", "-T", list.toString())));
    }
    return SampleImage.of(
        "large", files.size() + " programs and libraries", tars, directory.resolve("large.oci"));
  }

  /** In the order of a layer: a directory, then what is in it. */
  private static Set<Path> withDirectories(List<Path> files) {
    Set<Path> all = new TreeSet<>(files);
    for (Path file : files) {
      for (Path above = file.getParent(); above != null; above = above.getParent()) {
        all.add(above);
      }
    }
    return all;
  }

  /** Shuffled, always in the same way, so that no layer is all of one kind. */
  private static List<Path> filesOfThisMachine(long bytes) {
    List<Path> all = new ArrayList<>();
    try {
      for (Path top : OF_THIS_MACHINE) {
        try (Stream<Path> found = Files.walk(top)) {
          found
              .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .map(Path.of("/")::relativize)
              .sorted()
              .forEach(all::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the files of this machine", e);
    }
    Collections.shuffle(all, new Random(3));
    List<Path> some = new ArrayList<>();
    long sum = 0;
    for (Path file : all) {
      long size = Path.of("/").resolve(file).toFile().length();
      if (size <= bytes / LAYERS_OF_THE_LARGE && sum + size <= bytes) {
        some.add(file);
        sum += size;
      }
    }
    return some;
  }

  private Path tar(String name, List<String> what) {
    Path tar = directory.resolve(name + ".tar");
    List<String> command =
        new ArrayList<>(
            List.of("tar", "--numeric-owner", "--owner=0", "--group=0", "-cf", tar.toString()));
    command.addAll(what);
    Command.demand(command);
    return tar;
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
