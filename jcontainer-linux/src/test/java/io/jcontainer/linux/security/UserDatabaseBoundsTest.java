package io.jcontainer.linux.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.StartException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much of an image's files is read: up to each bound, and not one byte more. */
class UserDatabaseBoundsTest {
  private static final String PASSWD = "app:x:1000:100::/srv/app:/bin/sh\n";

  @Test
  void linesAndFilesHaveABound() {
    String longest = "long:x:9:" + "a".repeat(4087);
    assertThat(longest).hasSize(4096);

    assertThat(database(PASSWD, longest + "\nusers:x:5:app\n").resolve("app").groups())
        .containsExactly(100L, 5L);
    assertThat(assertRefused(database(PASSWD, longest + "a\n"), "app"))
        .hasMessageContaining("line 1 has more than 4096 bytes");
    assertThat(assertRefused(database(PASSWD, "x".repeat((1 << 20) + 1)), "app"))
        .hasMessageContaining("more than 1048576 bytes");
  }

  @Test
  void thereIsABoundOnGroups() {
    String most =
        IntStream.range(0, 65_536).mapToObj(i -> "g:x:" + i + "\n").collect(Collectors.joining());

    assertThat(database(PASSWD, most).resolve("app").groups()).containsExactly(100L);
    assertThat(assertRefused(database(PASSWD, most + "g:x:1:\n"), "app"))
        .hasMessageContaining("more than 65536 entries");
  }

  @Test
  void aUserOfMoreGroupsThanAProcessTakesIsAnError() {
    String all =
        IntStream.range(1000, 1000 + 65_536)
            .mapToObj(i -> "g:x:" + i + ":a\n")
            .collect(Collectors.joining());

    assertThat(assertRefused(database("a:x:5:6::/:\n", all), "a"))
        .hasMessageContaining("65537")
        .hasMessageContaining("65536");
    assertThat(database("a:x:5:1000::/:\n", all).resolve("a").groups()).hasSize(65_536);
  }

  private static StartException assertRefused(UserDatabase database, String spec) {
    StartException error =
        assertThatExceptionOfType(StartException.class)
            .isThrownBy(() -> database.resolve(spec))
            .actual();
    assertThat(error.reason()).isEqualTo(StartException.Reason.USER);
    return error;
  }

  private static UserDatabase database(String passwd, String group) {
    return new UserDatabase(passwd.getBytes(UTF_8), group.getBytes(UTF_8));
  }
}
