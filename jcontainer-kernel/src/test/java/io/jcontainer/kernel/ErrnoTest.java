package io.jcontainer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  private static final Pattern DEFINE = Pattern.compile("#define\\s+(E\\w+)\\s+(\\d+)");

  @Test
  @Requires(Requirement.GCC)
  void namesAreThoseOfTheKernelsHeaders() throws IOException {
    Map<String, Integer> header = new TreeMap<>();
    for (String name : new String[] {"errno-base.h", "errno.h"}) {
      Path file = Path.of("/usr/include/asm-generic", name);
      for (String line : Files.readAllLines(file)) {
        Matcher matcher = DEFINE.matcher(line);
        if (matcher.lookingAt()) {
          header.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
        }
      }
    }
    Map<String, Integer> java = new TreeMap<>();
    for (int number = 1; number < 4096; number++) {
      Errno errno = new Errno(number);
      if (!errno.name().startsWith("errno ")) {
        java.put(errno.name(), number);
      }
    }
    assertThat(java).isEqualTo(header).hasSizeGreaterThan(130);
  }

  @Test
  void constantsAreNamedLikeTheirNumbers() throws IllegalAccessException {
    for (var field : Errno.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers())) {
        Errno errno = (Errno) field.get(null);
        assertThat(errno.name())
            .isIn(Arrays.asList(field.getName(), "EAGAIN", "EOPNOTSUPP"))
            .satisfies(
                name ->
                    assertThat(
                            name.equals(field.getName())
                                || field.getName().equals("EWOULDBLOCK")
                                || field.getName().equals("ENOTSUP"))
                        .isTrue());
        assertThat(errno.text()).isNotBlank();
      }
    }
  }

  @Test
  void knowsWhatItDoesNotKnow() {
    assertThat(new Errno(524).name()).isEqualTo("errno 524");
    assertThat(new Errno(41).name()).isEqualTo("errno 41");
    assertThat(new KernelException("call()", new Errno(524)))
        .hasMessage("call(): errno 524 (an error without a name)");
    assertThatThrownBy(() -> new Errno(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void comesFromAResult() {
    assertThat(Errno.ofResult(-2)).isEqualTo(Errno.ENOENT).hasToString("ENOENT");
    assertThat(Errno.ENOENT.text()).isEqualTo("no such file or directory");
  }
}
