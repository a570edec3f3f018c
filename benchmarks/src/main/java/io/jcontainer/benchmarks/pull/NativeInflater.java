package io.jcontainer.benchmarks.pull;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * libdeflate, if this machine has it. It wants a whole file in memory and the whole result, too, so
 * this is the most that such a library could save, not what a bounded stream would get.
 *
 * @see <a href="https://github.com/ebiggers/libdeflate">libdeflate</a>
 */
final class NativeInflater implements AutoCloseable {
  private static final String LIBRARY = "libdeflate.so.0";

  private final Arena arena = Arena.ofShared();
  private final Optional<SymbolLookup> library;

  private NativeInflater() {
    this.library = load();
  }

  private Optional<SymbolLookup> load() {
    try {
      return Optional.of(SymbolLookup.libraryLookup(LIBRARY, arena));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The library. */
  static NativeInflater libdeflate() {
    return new NativeInflater();
  }

  /** Whether this machine has it. */
  boolean isThere() {
    return library.isPresent();
  }

  private MethodHandle function(String name, FunctionDescriptor type) {
    return Linker.nativeLinker()
        .downcallHandle(library.orElseThrow().find(name).orElseThrow(), type);
  }

  /** Decompresses a gzip file of one member to memory. */
  void inflate(Path file, long size) throws IOException {
    try (Arena work = Arena.ofConfined();
        FileChannel in = FileChannel.open(file)) {
      MemorySegment source = in.map(MapMode.READ_ONLY, 0, in.size(), work);
      MemorySegment target = work.allocate(size, 64);
      MethodHandle make = function("libdeflate_alloc_decompressor", FunctionDescriptor.of(ADDRESS));
      MethodHandle inflate =
          function(
              "libdeflate_gzip_decompress",
              FunctionDescriptor.of(
                  JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));
      MethodHandle free =
          function("libdeflate_free_decompressor", FunctionDescriptor.ofVoid(ADDRESS));
      MemorySegment decompressor = (MemorySegment) make.invokeExact();
      int result =
          (int)
              inflate.invokeExact(
                  decompressor, source, source.byteSize(), target, size, MemorySegment.NULL);
      free.invokeExact(decompressor);
      if (result != 0) {
        throw new IOException(file + ": libdeflate says " + result);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
