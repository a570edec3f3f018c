package io.jcontainer.linux.container;

import io.jcontainer.Stats.Network;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code net/dev} of a process: two lines of headings, then one for each interface. */
final class NetworkCounters {
  private static final int HEADINGS = 2;
  private static final int FIELDS = 16;

  private NetworkCounters() {}

  static Map<String, Network> parse(String content) {
    Map<String, Network> networks = new TreeMap<>();
    for (String line : content.lines().skip(HEADINGS).toList()) {
      int colon = line.lastIndexOf(':');
      if (colon < 0) {
        continue;
      }
      List<Long> fields = numbers(line.substring(colon + 1));
      if (fields.size() == FIELDS) {
        networks.put(
            line.substring(0, colon).strip(),
            new Network(
                fields.get(0),
                fields.get(1),
                fields.get(3),
                fields.get(8),
                fields.get(9),
                fields.get(11)));
      }
    }
    return networks;
  }

  private static List<Long> numbers(String text) {
    return List.of(text.strip().split("\\s+")).stream().map(Long::parseUnsignedLong).toList();
  }
}
