package io.jcontainer.benchmarks.inner;

import io.jcontainer.Capability;
import io.jcontainer.linux.security.Arch;
import io.jcontainer.linux.security.SeccompFilter;
import io.jcontainer.linux.security.SeccompPolicy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

/** The default policy as the kernel takes it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class SeccompBenchmark {
  /** More than the compiler remembers. */
  private static final int SETS = 256;

  private final SeccompPolicy policy = SeccompPolicy.defaults();
  private final Arch arch = Arch.host();
  private final Set<Capability> usual = Capability.defaults();
  private final List<Set<Capability>> unusual = new ArrayList<>();
  private int next;

  /** Made by JMH. */
  public SeccompBenchmark() {
    Capability[] all = Capability.values();
    for (int bits = 0; bits < SETS; bits++) {
      Set<Capability> set = EnumSet.noneOf(Capability.class);
      for (int bit = 0; bits >> bit != 0; bit++) {
        if ((bits >> bit & 1) == 1) {
          set.add(all[bit]);
        }
      }
      unusual.add(set);
    }
  }

  /** For capabilities that were not asked for lately: it has to be compiled. */
  @Benchmark
  public byte[] cold() {
    next = (next + 1) % SETS;
    return SeccompFilter.compile(policy, unusual.get(next), arch);
  }

  /** For the same container again. */
  @Benchmark
  public byte[] cached() {
    return SeccompFilter.compile(policy, usual, arch);
  }
}
