package io.jcontainer.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordingTest {
  private static final Descriptor SEVEN = Descriptor.borrowed(7);
  private final Wording words = new Wording();

  @Test
  void namesFlags() {
    assertThat(O.describe(0)).isEqualTo("O_RDONLY");
    assertThat(O.describe(O.NOFOLLOW)).isEqualTo("O_RDONLY|O_NOFOLLOW");
    assertThat(O.describe(O.PATH)).isEqualTo("O_PATH");
    assertThat(O.describe(O.RDWR | O.TMPFILE)).isEqualTo("O_TMPFILE|O_RDWR");
    assertThat(O.describe(O.WRONLY | O.SYNC)).isEqualTo("O_SYNC|O_WRONLY");
    assertThat(O.describe(O.WRONLY | 1 << 31)).isEqualTo("O_WRONLY|0x80000000");
    assertThat(Resolve.describe(Resolve.IN_ROOT | Resolve.NO_MAGICLINKS))
        .isEqualTo("RESOLVE_NO_MAGICLINKS|RESOLVE_IN_ROOT");
    assertThat(Resolve.describe(0)).isEqualTo("0");
    assertThat(OpenTree.describe(OpenTree.CLONE | At.RECURSIVE))
        .isEqualTo("OPEN_TREE_CLONE|AT_RECURSIVE");
    assertThat(OpenTree.describe(0)).isEqualTo("0");
    assertThat(Sock.describe(Sock.SEQPACKET | Sock.NONBLOCK))
        .isEqualTo("SOCK_SEQPACKET|SOCK_NONBLOCK");
    assertThat(Epoll.describe(Epoll.ET | Epoll.IN)).isEqualTo("EPOLLIN|EPOLLET");
    assertThat(Epoll.describeOperation(Epoll.CTL_MOD)).isEqualTo("EPOLL_CTL_MOD");
    assertThat(Mode.describe(Mode.S_IFCHR | 0600)).isEqualTo("S_IFCHR|0600");
    assertThat(Mode.describe(0)).isEqualTo("00");
    assertThat(Utime.describe(-1, 5)).isEqualTo("-1s 5ns");
    assertThat(Utime.describe(0, Utime.OMIT)).isEqualTo("UTIME_OMIT");
    assertThat(Seek.describe(Seek.END)).isEqualTo("SEEK_END");
    assertThat(Rlimit.describe(Rlimit.NOFILE)).isEqualTo("RLIMIT_NOFILE");
    assertThat(Rlimit.describe(99)).isEqualTo("RLIMIT_99");
  }

  @Test
  void showsTheModeOnlyWhereAFileIsMade() {
    FileWording files = new FileWording(words);
    assertThat(files.open(SEVEN, "a", O.RDONLY, 0644)).isEqualTo("openat(fd 7, \"a\", O_RDONLY)");
    assertThat(files.open(Descriptor.CWD, "a", O.WRONLY | O.CREAT, 0644))
        .isEqualTo("openat(AT_FDCWD, \"a\", O_WRONLY|O_CREAT, 0644)");
  }

  @Test
  void doesNotShowWhatIsWritten() {
    byte[] secret = "secret".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(new FileWording(words).write(SEVEN, secret, 0, 6)).isEqualTo("write(fd 7, 6 bytes)");
    assertThat(new SocketWording(words).send(SEVEN, secret, List.of(Descriptor.borrowed(8))))
        .isEqualTo("sendmsg(fd 7, 6 bytes, SCM_RIGHTS [fd 8])");
    assertThat(new XattrWording(words).set(SEVEN, "user.a", secret))
        .isEqualTo("fsetxattr(fd 7, \"user.a\", 6 bytes)");
  }

  /** Line ends, terminal escapes, direction overrides, quotes, and bytes that are no UTF-8. */
  @Test
  void namesForgeNeitherLinesNorTerminals() {
    assertThat(Wording.quoted("a\nb\u001b[2Jc\"d\\e\u202ef\u2028g\u0085h\uDCFFi"))
        .isEqualTo("\"a\\u000ab\\u001b[2Jc\\\"d\\\\e\\u202ef\\u2028g\\u0085h\\udcffi\"");
  }

  @Test
  void longNamesAreCut() {
    assertThat(Wording.quoted("x".repeat(255))).isEqualTo('"' + "x".repeat(255) + '"');
    assertThat(Wording.quoted("x".repeat(256))).isEqualTo('"' + "x".repeat(255) + "…\"");
    assertThat(Wording.quoted("\uD83D\uDE00".repeat(300)))
        .isEqualTo('"' + "\uD83D\uDE00".repeat(255) + "…\"");
  }

  @Test
  void detailsFollowTheErrno() {
    assertThat(new KernelException("fsconfig()", Errno.EINVAL, "overlay: no"))
        .hasMessage("fsconfig(): EINVAL (invalid argument): overlay: no");
  }
}
