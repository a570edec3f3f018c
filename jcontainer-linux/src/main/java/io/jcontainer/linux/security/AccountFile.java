package io.jcontainer.linux.security;

import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An image's {@code /etc/passwd} or {@code /etc/group}: hostile bytes, read line by line within
 * bounds. A bound that is met ends the reading with an error rather than with half an answer, for a
 * group that goes unnoticed may be one that denies something.
 */
final class AccountFile {
  private static final int LONGEST_FILE = 1 << 20;
  private static final int LONGEST_LINE = 4096;
  private static final int MOST_ENTRIES = 65_536;

  private final String path;
  private final byte @Nullable [] content;

  /**
   * A file of an image.
   *
   * @param path in the image, for error messages
   * @param content or null if the image has no such file
   */
  AccountFile(String path, byte @Nullable [] content) {
    this.path = path;
    this.content = content;
  }

  /** What to say when an entry is not there. */
  String lacking() {
    return content == null ? "the image has no " + path : "it is not in the image's " + path;
  }

  /** The first entry for which the test holds; entries after it are not looked at. */
  Optional<AccountLine> find(Predicate<AccountLine> test) {
    if (content == null) {
      return Optional.empty();
    }
    Entries entries = new Entries(content);
    AccountLine entry = entries.next();
    while (entry != null && !test.test(entry)) {
      entry = entries.next();
    }
    return Optional.ofNullable(entry);
  }

  /** Shows every entry. */
  void forEach(Consumer<AccountLine> visitor) {
    find(
        line -> {
          visitor.accept(line);
          return false;
        });
  }

  /** An error in a line. */
  StartException broken(AccountLine line, String what) {
    return new StartException(
        Reason.USER,
        "cannot read line " + line.number() + " of the image's " + path + ": " + what,
        null);
  }

  /** Cuts the content at its line feeds and passes over what is no entry. */
  private final class Entries {
    private final byte[] bytes;
    private int at;
    private int line;
    private int count;

    Entries(byte[] bytes) {
      this.bytes = bytes;
      if (bytes.length > LONGEST_FILE) {
        throw tooMuch("it has more than " + LONGEST_FILE + " bytes");
      }
    }

    @Nullable AccountLine next() {
      while (at < bytes.length) {
        int start = at;
        int end = lineEnd(start);
        at = end + 1;
        line++;
        if (end - start > LONGEST_LINE) {
          throw tooMuch("line " + line + " has more than " + LONGEST_LINE + " bytes");
        }
        if (start < end && AccountLine.namesSomebody(bytes[start])) {
          if (++count > MOST_ENTRIES) {
            throw tooMuch("it has more than " + MOST_ENTRIES + " entries");
          }
          return new AccountLine(bytes, start, bytes[end - 1] == '\r' ? end - 1 : end, line);
        }
      }
      return null;
    }

    private int lineEnd(int start) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      return end;
    }

    private StartException tooMuch(String what) {
      return new StartException(Reason.USER, "cannot read the image's " + path + ": " + what, null);
    }
  }
}
