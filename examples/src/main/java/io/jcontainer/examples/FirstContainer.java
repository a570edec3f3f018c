package io.jcontainer.examples;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.Image;
import io.jcontainer.Images;
import io.jcontainer.RunResult;

/** Runs the host's own shell in an isolated container, which tells what it sees. */
public final class FirstContainer {
  private static final String LOOK_AROUND =
      """
      echo "my process id:  $$"
      echo "my host name:   $(cat /proc/sys/kernel/hostname)"
      echo "my user:        $(id -un), uid $(id -u)"
      echo "uid map:       $(cat /proc/self/uid_map)"
      echo "open files:     $(ulimit -n)"
      echo "new privileges: $(grep NoNewPrivs /proc/self/status)"
      echo "system calls:   $(grep Seccomp: /proc/self/status)"
      echo "processes here: $(ls -d /proc/[0-9]* | wc -l)"
      echo "mounts:"
      while read -r what where type options rest; do
        echo "  $where ($type) ${options%%,*}"
      done < /proc/self/mounts
      """;

  private FirstContainer() {}

  /** Runs it; the arguments are not used. */
  public static void main(String[] args) throws InterruptedException {
    Image image = Images.host();
    RunResult result =
        Container.create(image)
            .withCommand("/bin/sh", "-c", LOOK_AROUND)
            .withHostname("first")
            .withMemoryLimit(ByteSize.ofMiB(64))
            .withCpuLimit(0.5)
            .withPidsLimit(32)
            .run();
    System.out.print(result.stdout());
    System.err.print(result.stderr());
    System.out.println("limits:         64 MiB of memory, half a processor, 32 processes");
    System.out.println("it ended with:  " + result.exitStatus());
    System.out.println("it used:        " + result.usage());
  }
}
