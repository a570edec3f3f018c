package io.jcontainer.benchmarks.inner;

import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Launcher;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The tiny process that every start and every look into a container begins with. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class HelperBenchmark {
  private final Launcher launcher = new Launcher(new LinuxKernel());

  /** Made by JMH. */
  public HelperBenchmark() {}

  /** Lets go of the thread and the file that helpers are made of. */
  @TearDown
  public void close() {
    launcher.close();
  }

  /** Spawned, killed and reaped. */
  @Benchmark
  public int spawnAndEnd() {
    try (Helper helper = launcher.spawn()) {
      return helper.pid();
    }
  }
}
