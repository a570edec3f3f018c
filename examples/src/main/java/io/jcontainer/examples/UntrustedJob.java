package io.jcontainer.examples;

import io.jcontainer.Images;
import io.jcontainer.Sandbox;
import io.jcontainer.SandboxResult;
import java.time.Duration;
import java.util.Map;

/** Runs programs that nobody vouches for, and tells what became of each. */
public final class UntrustedJob {
  private static final Map<String, String> JOBS =
      Map.of(
          "good.sh", "read name; echo \"hello $name\" > answer; echo done",
          "busy.sh", "while :; do :; done",
          "noisy.sh", "while :; do echo noise; done",
          "broken.sh", "kill -ABRT $$");

  private UntrustedJob() {}

  /** Runs them; the arguments are not used. */
  public static void main(String[] args) throws InterruptedException {
    Sandbox sandbox = Sandbox.of(Images.host());
    Sandbox jobs =
        sandbox
            .withLimits(sandbox.limits().withCpuTime(Duration.ofMillis(500)))
            .withFiles(JOBS)
            .withStdin("world\n")
            .withResultFiles("answer");
    for (String job : JOBS.keySet().stream().sorted().toList()) {
      SandboxResult result = jobs.run("/bin/sh", job);
      System.out.println(job + ": " + result.verdict() + ", " + result.exitStatus());
      result.fileText("answer").ifPresent(answer -> System.out.print("  answer: " + answer));
      System.out.println("  it used: " + result.usage());
    }
  }
}
