package io.jcontainer.linux.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.LogSource;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptLogTest {
  private static final Kernel KERNEL = new LinuxKernel();

  @TempDir Path directory;
  private final List<String> seen = new ArrayList<>();
  private Fd home;
  private KeptLog log;

  @BeforeEach
  void open() {
    home = KERNEL.open(Descriptor.CWD, directory.toString(), O.RDONLY | O.DIRECTORY, 0);
    log = new KeptLog(KERNEL, home, this::see);
  }

  @AfterEach
  void close() {
    log.close();
    home.close();
  }

  private void see(LogSource source, Instant time, byte[] bytes) {
    seen.add(
        source.title()
            + "@"
            + time.toEpochMilli()
            + " "
            + new String(bytes, StandardCharsets.UTF_8));
  }

  private static byte[] frame(int stream, long millis, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(KeeperFiles.FRAME_HEADER + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(KeeperFiles.FRAME_MAGIC)
        .putLong(millis / 1000)
        .putLong(millis % 1000 * 1_000_000)
        .putLong(stream)
        .putLong(bytes.length)
        .put(bytes)
        .array();
  }

  private void append(String file, byte[] bytes, int from, int to) throws IOException {
    Files.write(
        directory.resolve(file),
        java.util.Arrays.copyOfRange(bytes, from, to),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void append(String file, byte[] bytes) throws IOException {
    append(file, bytes, 0, bytes.length);
  }

  @Test
  void nothingIsThereBeforeTheKeeperWrites() throws Exception {
    log.read();
    assertThat(seen).isEmpty();
    append("log", frame(1, 1500, "a"));
    log.read();
    assertThat(seen).containsExactly("stdout@1500 a");
  }

  @Test
  void aFrameIsPassedOnWhenItIsWhole() throws Exception {
    byte[] frame = frame(2, 7, "whole");
    append("log", frame, 0, 20);
    log.read();
    append("log", frame, 20, frame.length - 1);
    log.read();
    assertThat(seen).isEmpty();
    append("log", frame, frame.length - 1, frame.length);
    log.read();
    log.read();
    assertThat(seen).containsExactly("stderr@7 whole");
  }

  @Test
  void aLogThatIsRenamedMeanwhileIsReadToItsEndFirst() throws Exception {
    append("log.1", frame(1, 0, "oldest"));
    append("log", frame(1, 1, "old"));
    log.read();
    append("log", frame(1, 2, "last of the old"));
    Files.move(
        directory.resolve("log"),
        directory.resolve("log.1"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    append("log", frame(1, 3, "new"));
    log.read();
    assertThat(seen)
        .containsExactly(
            "stdout@0 oldest", "stdout@1 old", "stdout@2 last of the old", "stdout@3 new");
  }

  /** A full disk cuts a frame short; what comes after is not lost. */
  @Test
  void afterAFrameThatWasCutShortTheNextIsFound() throws Exception {
    byte[] cut = frame(1, 0, "lost");
    append("log", cut, 0, cut.length - 2);
    append("log", frame(1, 1, "found"));
    append("log", cut, 0, 30);
    append("log", frame(2, 2, "found again"));
    log.read();
    assertThat(seen).last().isEqualTo("stderr@2 found again");
  }
}
