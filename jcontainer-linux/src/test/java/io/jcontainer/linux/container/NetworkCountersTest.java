package io.jcontainer.linux.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Stats.Network;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The kernel's table of interfaces, read. */
class NetworkCountersTest {
  @Test
  void eachInterfaceIsALine() {
    String table =
        """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop
            lo:     100       1    0    0    0     0          0         0     100       1    0    0    0     0       0          0
        veth:a:18446744073709551615 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
        """;
    assertThat(NetworkCounters.parse(table))
        .isEqualTo(
            Map.of(
                "lo", new Network(100, 1, 0, 100, 1, 0),
                "veth:a", new Network(-1, 2, 4, 9, 10, 12)));
  }

  @Test
  void whatIsNoLineOfCountersIsPassedOver() {
    assertThat(NetworkCounters.parse("")).isEmpty();
    assertThat(NetworkCounters.parse("a\nb\nc\nd: 1 2\n")).isEmpty();
  }
}
