package io.jcontainer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.kernel.recording.RecordingKernel;
import org.junit.jupiter.api.Test;

class FdTest {
  private final RecordingKernel kernel = new RecordingKernel();

  @Test
  void closesOnce() {
    Fd fd = new Fd(kernel, 7);
    assertThat(fd).hasToString("fd 7");
    fd.close();
    fd.close();
    assertThat(kernel.calls()).containsExactly("close(fd 7)");
    assertThat(fd).hasToString("fd closed");
    assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void releasedIsNotClosed() {
    Fd fd = new Fd(kernel, 7);
    assertThat(fd.release()).isEqualTo(7);
    fd.close();
    assertThat(kernel.calls()).isEmpty();
    assertThatThrownBy(fd::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void isADescriptor() {
    assertThatThrownBy(() -> new Fd(kernel, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Descriptor.borrowed(5).number()).isEqualTo(5);
  }
}
