package io.jcontainer.benchmarks.inner;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
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

/** One system call through the kernel's interface: errno captured, result checked. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class DowncallBenchmark {
  private static final int RLIMIT_NOFILE = 7;

  private final Kernel kernel = new LinuxKernel();

  /** Made by JMH. */
  public DowncallBenchmark() {}

  /** The kernel has next to nothing to do: {@code prlimit(2)}. */
  @Benchmark
  public long[] prlimit() {
    return kernel.getrlimit(RLIMIT_NOFILE);
  }

  /** With a path, and a structure to fill in: {@code statx(2)}. */
  @Benchmark
  public FileStatus statx() {
    return kernel.stat(Descriptor.CWD, "/", 0);
  }
}
