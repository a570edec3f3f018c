package io.jcontainer.images.system;

import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.JContainer;
import io.jcontainer.RunResult;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A JVM of its own: at each line it reads, it pulls an image and runs it, and says how it went. */
final class Neighbour {
  private Neighbour() {}

  public static void main(String[] args) throws Exception {
    try (JContainer engine = JContainer.open(Config.defaults().withRoot(Path.of(args[0])));
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("open");
      while (orders.readLine() != null) {
        System.out.println(pullAndRun(engine, args[1]));
      }
    }
  }

  private static String pullAndRun(JContainer engine, String reference) {
    try {
      Image image = engine.pull(reference);
      RunResult result = engine.container(image).withCommand("/bin/busybox", "echo", "ran").run();
      return (result.stdout() + result.stderr()).strip() + " " + result.exitStatus().code();
    } catch (RuntimeException e) {
      return e.toString().replace('\n', ' ');
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }
}
