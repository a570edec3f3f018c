package io.jcontainer.images.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.images.unpack.ApplyTable.Existing;
import io.jcontainer.images.unpack.ApplyTable.Incoming;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ApplyTableTest {
  @Test
  void theWholeTable() {
    assertThat(table())
        .isEqualTo(
            """
                        NOTHING         DIRECTORY       FILE            WHITEOUT        ROOT
            DIRECTORY   CREATE          ADOPT           REPLACE_HIDING  REPLACE_HIDING  ADOPT
            FILE        CREATE          REPLACE         REPLACE         REPLACE         REFUSE
            WHITEOUT    CREATE          HIDE_BELOW      KEEP            KEEP            REFUSE
            OPAQUE      KEEP            HIDE_BELOW      REFUSE          KEEP            HIDE_BELOW
            """);
  }

  private static String table() {
    StringBuilder text = new StringBuilder(line("", (Object[]) Existing.values()));
    for (Incoming incoming : Incoming.values()) {
      text.append(
          line(
              incoming.name(),
              Arrays.stream(Existing.values())
                  .map(existing -> ApplyTable.action(incoming, existing))
                  .toArray()));
    }
    return text.toString();
  }

  private static String line(String head, Object... cells) {
    return (String.format("%-12s", head)
                + Arrays.stream(cells)
                    .map(cell -> String.format("%-16s", cell))
                    .collect(Collectors.joining()))
            .stripTrailing()
        + "\n";
  }
}
