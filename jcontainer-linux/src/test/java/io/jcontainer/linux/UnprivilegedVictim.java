package io.jcontainer.linux;

import io.jcontainer.Config;
import io.jcontainer.HostUnsupportedException;
import java.nio.file.Path;

/** Tries to open a runtime with what power it has, and says why it could not. */
public final class UnprivilegedVictim {
  private UnprivilegedVictim() {}

  /** The argument is the engine's root directory. */
  public static void main(String... arguments) {
    try (var runtime =
        new LinuxRuntime.Factory().open(Config.defaults().withRoot(Path.of(arguments[0])))) {
      System.out.println("opened " + runtime);
    } catch (HostUnsupportedException e) {
      System.out.println(e.feature() + ": " + e.getMessage());
    }
  }
}
