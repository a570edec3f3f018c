import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Runs google-java-format over every Java source below a directory: {@code check} fails when one is
 * formatted otherwise, {@code apply} rewrites them. The build starts it in source mode on the JDK
 * the code is written for, because the JDK that runs Maven may be too old to parse it.
 */
final class Format {
  private Format() {}

  static void main(String[] args) throws IOException {
    List<String> options =
        switch (args[0]) {
          case "check" -> List.of("--dry-run", "--set-exit-if-changed");
          case "apply" -> List.of("--replace");
          default -> throw new IllegalArgumentException("check or apply, not " + args[0]);
        };
    List<String> sources = sourcesBelow(Path.of(args[1]));
    System.exit(format(options, sources));
  }

  private static int format(List<String> options, List<String> sources) {
    ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    String[] arguments = Stream.concat(options.stream(), sources.stream()).toArray(String[]::new);
    int status = formatter.run(out, err, arguments);
    if (status == 0) {
      out.println(sources.size() + " sources are formatted");
    } else {
      err.println("the files above are not formatted; mvn -Pformat -N validate formats them");
    }
    return status;
  }

  private static List<String> sourcesBelow(Path root) throws IOException {
    List<String> sources = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = directory.getFileName().toString();
            boolean foreign = name.equals("target") || (name.startsWith(".") && name.length() > 2);
            return foreign ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              sources.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    sources.sort(null);
    return sources;
  }
}
