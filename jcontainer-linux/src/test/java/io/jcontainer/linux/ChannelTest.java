package io.jcontainer.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.BindMode;
import io.jcontainer.Container;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.RunResult;
import io.jcontainer.StartException;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections between this process and a command, through descriptors of the command. */
@ContainerTest
class ChannelTest {
  @TempDir Path root;
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static void say(ByteChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private static String readLine(ByteChannel channel) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (channel.read(one) == 1 && one.get(0) != '\n') {
      line.append((char) one.get(0));
      one.clear();
    }
    return line.toString();
  }

  @Test
  void aCommandWithoutNetworkCallsAndIsAnswered() throws Exception {
    String script = "while read -r line <&3; do echo \"<$line>\" >&3; done; exit 9";
    try (Container container = engine.start(engine.shell(script).withChannel(3))) {
      ByteChannel channel = container.channel(3);
      for (String call : new String[] {"one", "two", "three"}) {
        say(channel, call + "\n");
        assertThat(readLine(channel)).isEqualTo("<" + call + ">");
      }
      channel.close();
      assertThat(container.waitFor().code()).isEqualTo(9);
      assertThat(channel.isOpen()).isFalse();
      assertThatThrownBy(() -> say(channel, "x")).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void theCommandHasThoseDescriptorsAndNoOther() throws Exception {
    String list = "ls /proc/self/fd; readlink /proc/self/fd/5; readlink /proc/self/fd/7";
    try (Container container =
        engine.start(engine.shell(list).withChannel(7).withChannel(5).withInit())) {
      assertThat(container.waitFor().code()).isZero();
      assertThat(container.logs().stdoutText().replaceAll("\\[\\d+]", ""))
          .isEqualTo("0\n1\n2\n3\n5\n7\nsocket:\nsocket:\n");
    }
  }

  @Test
  void furtherCommandsDoNotGetIt() throws Exception {
    try (Container container =
        engine.start(engine.shell("read -r line <&3").withChannel(3).withInit())) {
      assertThat(container.exec("ls", "/proc/self/fd").stdout()).isEqualTo("0\n1\n2\n3\n");
      assertThat(container.exec("sh", "-c", "ls -l /proc/self/fd").stdout())
          .doesNotContain("socket");
    }
  }

  /** More than any buffer on the way holds, both ways at once, on threads that are virtual. */
  @Test
  void muchGoesBothWaysAtOnce() throws Exception {
    byte[] sent = new byte[8 << 20];
    new Random(1).nextBytes(sent);
    byte[] received = new byte[sent.length];
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Container container = engine.start(engine.shell("cat <&3 >&3").withChannel(3))) {
      ByteChannel channel = container.channel(3);
      var writing = threads.submit(() -> channel.write(ByteBuffer.wrap(sent)));
      ByteBuffer into = ByteBuffer.wrap(received);
      while (into.hasRemaining() && channel.read(into) > 0) {
        // reads on
      }
      assertThat(writing.get()).isEqualTo(sent.length);
      assertThat(Arrays.mismatch(received, sent)).isEqualTo(-1);
    }
  }

  @Test
  void whatWasWrittenBeforeTheEndIsReadAfterIt() throws Exception {
    try (Container container =
        engine.start(engine.shell("echo last words >&4").withChannel(3).withChannel(4))) {
      container.waitFor();
      assertThat(readLine(container.channel(4))).isEqualTo("last words");
      assertThat(container.channel(4).read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(container.channel(3).read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aWaitingReaderIsWokenByTheRemoval() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Container container = engine.start(engine.shell("sleep 1000").withChannel(3));
      CompletableFuture<Void> begun = new CompletableFuture<>();
      var reading =
          threads.submit(
              () -> {
                begun.complete(null);
                return container.channel(3).read(ByteBuffer.allocate(1));
              });
      begun.get(30, TimeUnit.SECONDS);
      container.close();
      assertThatThrownBy(() -> reading.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
    }
  }

  /** A socket answers for the network namespace that it was made in. */
  @Test
  @Requires(Requirement.GCC)
  void itTellsNothingOfTheHostsNetwork(@TempDir Path tools) throws Exception {
    Path program = Probe.compile(tools, "interfaces.c");
    assertThat(Files.exists(Path.of("/sys/class/net/lo"))).isTrue();
    RunResult result =
        engine.run(
            engine
                .command("/tools/interfaces")
                .withBind(tools, "/tools", BindMode.READ_ONLY)
                .withChannel(3));
    assertThat(program).exists();
    assertThat(result.stdout()).isEqualTo("lo\n");
  }

  @Test
  void nothingIsLeftOfAStartThatFails() {
    assertThatThrownBy(() -> engine.start(engine.command("/no/such").withChannel(3)))
        .isInstanceOf(StartException.class);
  }

  @Test
  void aChannelThatWasNotAskedForIsNamed() throws Exception {
    try (Container container = engine.start(engine.shell("sleep 1000").withChannel(3))) {
      assertThatThrownBy(() -> container.channel(4))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("channel 4", "withChannel");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 64})
  void anotherDescriptorIsRefused(int descriptor) {
    assertThatThrownBy(() -> engine.shell("").withChannel(descriptor))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("between 3 and 63");
    assertThatThrownBy(() -> engine.shell("").withChannel(3).withChannel(3))
        .isInstanceOf(InvalidSpecException.class);
  }
}
