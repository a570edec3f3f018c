package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.XattrCalls;
import java.util.List;

/** {@link XattrCalls} written down: a part of {@link RecordingKernel}. */
interface RecordingXattrCalls extends Kernel {
  Recorder recorder();

  @Override
  default void setXattr(Descriptor file, String name, byte[] value) {
    recorder().did(recorder().xattrs.set(file, name, value), value);
  }

  @Override
  default byte[] getXattr(Descriptor file, String name) {
    return recorder().answer(recorder().xattrs.get(file, name), byte[].class);
  }

  /** A script answers an array. */
  @Override
  default List<String> listXattrs(Descriptor file) {
    return List.of(recorder().answer(recorder().xattrs.list(file), String[].class, new String[0]));
  }
}
