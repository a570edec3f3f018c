package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The functions of {@code spawn.h}, linked when the first process is spawned. */
final class SpawnFunctions {
  private static final FunctionDescriptor POINTER = FunctionDescriptor.of(JAVA_INT, ADDRESS);
  private static final FunctionDescriptor POINTERS =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
  private static final FunctionDescriptor POINTER_INT =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);

  static final MethodHandle SPAWN =
      Libc.link(
          "posix_spawn",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle ATTRIBUTES_INIT = Libc.link("posix_spawnattr_init", POINTER);
  static final MethodHandle ATTRIBUTES_DESTROY = Libc.link("posix_spawnattr_destroy", POINTER);
  static final MethodHandle SET_FLAGS =
      Libc.link("posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
  static final MethodHandle SET_MASK = Libc.link("posix_spawnattr_setsigmask", POINTERS);
  static final MethodHandle SET_DEFAULT = Libc.link("posix_spawnattr_setsigdefault", POINTERS);
  static final MethodHandle ACTIONS_INIT = Libc.link("posix_spawn_file_actions_init", POINTER);
  static final MethodHandle ACTIONS_DESTROY =
      Libc.link("posix_spawn_file_actions_destroy", POINTER);
  static final MethodHandle ADD_DUP2 =
      Libc.link(
          "posix_spawn_file_actions_adddup2",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  static final MethodHandle ADD_CLOSE = Libc.link("posix_spawn_file_actions_addclose", POINTER_INT);
  static final MethodHandle ADD_OPEN =
      Libc.link(
          "posix_spawn_file_actions_addopen",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  /** glibc since 2.34; musl has none. */
  static final Optional<MethodHandle> ADD_CLOSE_FROM =
      Libc.linkIfPresent("posix_spawn_file_actions_addclosefrom_np", POINTER_INT);

  private SpawnFunctions() {}
}
