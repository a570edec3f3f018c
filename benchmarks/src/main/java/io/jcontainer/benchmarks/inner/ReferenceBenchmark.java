package io.jcontainer.benchmarks.inner;

import io.jcontainer.Reference;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Understanding the name of an image. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ReferenceBenchmark {
  private final String shortName = "redis";
  private final String longName =
      "registry.example:5000/team/project/app:1.2.3-rc1@sha256:" + "0123456789abcdef".repeat(4);

  /** Made by JMH. */
  public ReferenceBenchmark() {}

  /** Everything left out that can be. */
  @Benchmark
  public Reference parseShort() {
    return Reference.parse(shortName);
  }

  /** Nothing left out. */
  @Benchmark
  public Reference parseLong() {
    return Reference.parse(longName);
  }
}
