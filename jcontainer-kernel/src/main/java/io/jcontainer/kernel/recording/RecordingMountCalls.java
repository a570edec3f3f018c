package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.MountCalls;
import org.jspecify.annotations.Nullable;

/** {@link MountCalls} written down: a part of {@link RecordingKernel}. */
interface RecordingMountCalls extends Kernel {
  Recorder recorder();

  @Override
  default Fd fsopen(String type) {
    return recorder().opened(recorder().mounts.fsopen(type), type);
  }

  @Override
  default void fsconfigString(Descriptor context, String key, String value) {
    recorder().did(recorder().mounts.fsconfigString(context, key, value));
  }

  @Override
  default void fsconfigFlag(Descriptor context, String key) {
    recorder().did(recorder().mounts.fsconfigFlag(context, key));
  }

  @Override
  default void fsconfigCreate(Descriptor context) {
    recorder().did(recorder().mounts.fsconfigCreate(context));
  }

  @Override
  default Fd fsmount(Descriptor context, int attributes) {
    String name = "mount of " + recorder().name(context);
    return recorder().opened(recorder().mounts.fsmount(context, attributes), name);
  }

  @Override
  default Fd openTree(Descriptor directory, String path, int flags) {
    String name = "tree of " + recorder().beneath(directory, path);
    return recorder().opened(recorder().mounts.openTree(directory, path, flags), name);
  }

  @Override
  default void mountSetattr(
      Descriptor mount,
      String path,
      int atFlags,
      long set,
      long clear,
      long propagation,
      @Nullable Descriptor userNamespace) {
    recorder()
        .did(
            recorder()
                .mounts
                .mountSetattr(mount, path, atFlags, set, clear, propagation, userNamespace));
  }

  @Override
  default void moveMount(
      Descriptor from, String fromPath, Descriptor to, String toPath, int flags) {
    recorder().did(recorder().mounts.moveMount(from, fromPath, to, toPath, flags));
  }

  @Override
  default void umount(String path, int flags) {
    recorder().did(recorder().mounts.umount(path, flags));
  }
}
