package io.jcontainer.kernel.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The C library of this process, and how its functions are linked. */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();

  private Libc() {}

  /** A function that every C library has. */
  static MethodHandle link(String name, FunctionDescriptor signature, Linker.Option... options) {
    return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), signature, options);
  }

  /** A function that not every C library has. */
  static Optional<MethodHandle> linkIfPresent(String name, FunctionDescriptor signature) {
    return SYMBOLS.find(name).map(symbol -> LINKER.downcallHandle(symbol, signature));
  }

  /** What the linker declares but no linked function ever throws. */
  static AssertionError unexpected(Throwable thrown) {
    if (thrown instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    return new AssertionError("a native call threw a checked exception", thrown);
  }
}
