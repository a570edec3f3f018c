package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A policy as the kernel takes it: an array of {@code struct sock_filter}, for {@code seccomp(2)}
 * with SECCOMP_SET_MODE_FILTER.
 */
public final class SeccompFilter {
  /** Engines use a handful of policies and capability sets; this bounds what many tenants cost. */
  private static final int KEPT = 64;

  private static final Map<Request, byte[]> COMPILED =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Request, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  private SeccompFilter() {}

  private record Request(SeccompPolicy policy, Set<Capability> capabilities, Arch arch) {}

  /**
   * The program for a container: 8 bytes per instruction, little endian. Asking again for the same
   * costs next to nothing.
   *
   * @param capabilities that root in the container has; rules may depend on them
   * @param arch whose calls it judges
   * @throws io.jcontainer.InvalidSpecException if the policy needs more instructions than the
   *     kernel takes
   */
  public static byte[] compile(SeccompPolicy policy, Set<Capability> capabilities, Arch arch) {
    Request request = new Request(policy, Set.copyOf(capabilities), arch);
    synchronized (COMPILED) {
      return COMPILED
          .computeIfAbsent(
              request,
              missing ->
                  BpfInstruction.toBytes(
                      FilterCompiler.compile(
                          missing.policy(), missing.capabilities(), missing.arch())))
          .clone();
    }
  }

  /**
   * The program in words, one line per instruction.
   *
   * @param filter what {@link #compile} returned
   * @param arch for which it was compiled
   */
  public static String explain(byte[] filter, Arch arch) {
    return BpfListing.of(BpfInstruction.fromBytes(filter), arch);
  }
}
