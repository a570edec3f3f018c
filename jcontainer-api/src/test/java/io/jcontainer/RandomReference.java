package io.jcontainer;

import java.util.Optional;
import java.util.Random;

/** Makes references that the grammar allows, of every form it has. */
final class RandomReference {
  private static final String LOWER = "abcxyz0189";
  private static final String ANY = "abcXYZ0189";
  private static final String[] SEPARATORS = {".", "_", "__", "-", "---"};
  private static final String[] REGISTRIES = {
    "docker.io", "index.docker.io", "localhost", "127.0.0.1", "[::1]", "[2001:db8::7]", "Host"
  };

  private final Random random;

  RandomReference(Random random) {
    this.random = random;
  }

  Reference next() {
    Optional<Digest> digest =
        random.nextInt(3) == 0
            ? Optional.of(Digest.sha256(new byte[] {(byte) random.nextInt(256)}))
            : Optional.empty();
    Optional<String> tag =
        digest.isEmpty() || random.nextBoolean() ? Optional.of(tag()) : Optional.empty();
    return new Reference(registry(), repository(), tag, digest);
  }

  private String registry() {
    String host =
        random.nextBoolean()
            ? REGISTRIES[random.nextInt(REGISTRIES.length)]
            : label() + "." + label();
    return random.nextBoolean() ? host : host + ":" + (1 + random.nextInt(65_535));
  }

  private String label() {
    String middle = random.nextBoolean() ? "" : "-" + text(ANY, 1);
    return text(ANY, 1 + random.nextInt(3)) + middle;
  }

  private String repository() {
    StringBuilder path = new StringBuilder(part());
    for (int more = random.nextInt(3); more > 0; more--) {
      path.append('/').append(part());
    }
    return path.toString();
  }

  private String part() {
    StringBuilder part = new StringBuilder(text(LOWER, 1 + random.nextInt(4)));
    for (int more = random.nextInt(3); more > 0; more--) {
      part.append(SEPARATORS[random.nextInt(SEPARATORS.length)]);
      part.append(text(LOWER, 1 + random.nextInt(3)));
    }
    return part.toString();
  }

  private String tag() {
    return text(ANY + "_", 1) + text(ANY + "_.-", random.nextInt(8));
  }

  private String text(String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
