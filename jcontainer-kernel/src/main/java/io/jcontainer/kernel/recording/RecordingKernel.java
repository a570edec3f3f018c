package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.Fd;
import java.util.List;

/**
 * A kernel that does nothing: it writes down each call and answers what it was told to.
 *
 * <p>Descriptors it hands out are made up, numbered from 3 and named by what was opened, so that
 * the record reads like {@code mkdirat(fd 3 /a, "b", 0700)} or {@code write(fd 4 /a/b, "42")}. A
 * call that nobody scripted succeeds with the least it can answer (a fresh descriptor, an empty
 * list, the end of the file). Calls of which no answer is the least, such as {@code statx}, fail
 * the test with an {@link IllegalStateException}.
 *
 * <pre>{@code
 * RecordingKernel kernel = new RecordingKernel();
 * kernel.on("mkdirat(").fails(Errno.EEXIST);
 * kernel.on("read(fd 3 /a").answers("hello".getBytes(UTF_8));
 * Fd a = kernel.descriptor("/a");
 * }</pre>
 */
public final class RecordingKernel
    implements RecordingFileCalls,
        RecordingTreeCalls,
        RecordingXattrCalls,
        RecordingMountCalls,
        RecordingProcessCalls,
        RecordingSocketCalls,
        RecordingEventCalls,
        RecordingCredentialCalls {
  private final Recorder recorder = new Recorder(this);

  /** Where the calls are written down. */
  @Override
  public Recorder recorder() {
    return recorder;
  }

  /** The calls so far, oldest first. */
  public List<String> calls() {
    return recorder.calls();
  }

  /** What calls whose record starts so wrote or sent, put together. */
  public byte[] bytesOf(String start) {
    return recorder.bytesOf(start);
  }

  /**
   * What becomes of calls whose record starts so.
   *
   * @param start such as {@code openat(fd 3 /a, "b"}
   */
  public Script on(String start) {
    return recorder.script(start);
  }

  /** A descriptor that was open before the test began. */
  public Fd descriptor(String name) {
    return recorder.descriptor(name);
  }

  /** The descriptors that were handed out and not closed, such as {@code fd 3 /a}. */
  public List<String> openDescriptors() {
    return recorder.openDescriptors();
  }

  @Override
  public void close(int number) {
    recorder.close(number);
  }
}
