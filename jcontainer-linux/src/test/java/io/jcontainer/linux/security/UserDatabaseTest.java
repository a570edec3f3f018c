package io.jcontainer.linux.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.StartException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserDatabaseTest {
  private static final String PASSWD =
      """
      # comment:x:7:7::/comment:
      root:x:0:0:root:/root:/bin/sh
      daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
      app:x:1000:100:An App,,,:/srv/app:/bin/sh
      short:x:1001:101
      homeless:x:1002:102:::
      app:x:0:0:a second app:/root:/bin/sh
      größe:x:1003:103::/home/größe:
      """;

  private static final String GROUP =
      """
      root:x:0:
      daemon:x:1:app2,xapp,appx
      users:x:100:app
      audio:x:29:daemon,app
      video:x:44:app,app
      again:x:29:app
      short:x:101
      wheel:x:10:root,app
      """;

  private static final UserDatabase IMAGE = database(PASSWD, GROUP);

  private static final UserDatabase EMPTY = new UserDatabase(null, null);

  /** The texts of CVE-2016-3697, CVE-2024-40635, CVE-2026-30892 and others like them. */
  private static final List<String> TRICKY =
      List.of(
          "0",
          "1",
          "1:",
          ":1",
          "1:2",
          "4294967294",
          "4294967295",
          "4294967296",
          "2147483648",
          "-1",
          "+1",
          " 1",
          "0x0",
          "00",
          "1000",
          "1234567890123456789012345678901234567890");

  /** An image in which each of the tricky texts is a name of root's, as far as a name can be. */
  private static final UserDatabase TRAP =
      database(entries("%s:x:0:0:root:/root:/bin/sh%n"), entries("%s:x:0:root%n"));

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "0,0,0",
        "1,1,0",
        "1:,1,0",
        "1:2,1,2",
        "00,0,0",
        "2147483648,2147483648,0",
        "4294967294,4294967294,0",
        "4294967294:4294967294,4294967294,4294967294",
        "0000000000000000000000000000000000000000,0,0",
        "1000:root,1000,0",
        "root,0,0",
        ",0,0"
      })
  void numbersAreNumbersWhateverTheImageSays(String spec, long uid, long gid) {
    UserIdentity identity = TRAP.resolve(spec == null ? "" : spec);

    assertThat(identity.uid()).isEqualTo(uid);
    assertThat(identity.gid()).isEqualTo(gid);
    assertThat(identity.groups().getFirst()).isEqualTo(gid);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":1",
        ":",
        ":root",
        "4294967295",
        "4294967296",
        "-1",
        "+1",
        " 1",
        "1 ",
        "0x0",
        "0x",
        "0X1f",
        "1234567890123456789012345678901234567890",
        "18446744073709551616",
        "-0",
        "+0",
        "\t0",
        "root ",
        " root",
        "ro ot",
        "ro\u0000ot",
        "root\n",
        "root:x:0",
        "a:b:c",
        "-root",
        "+root",
        "1:-1",
        "1:+1",
        "1:0x0",
        "1:4294967295",
        "1: 1",
        "1:1:1",
        "root:root:root",
        "root,app"
      })
  void whatIsNeitherNumberNorNameIsRefused(String spec) {
    assertRefused(TRAP, spec);
    assertRefused(EMPTY, spec);
  }

  @Test
  void aNumberThatTheImageDoesNotKnowHasGroupZero() {
    assertThat(IMAGE.resolve("4242"))
        .isEqualTo(new UserIdentity(4242, 0, List.of(0L), "/", "4242"));
    assertThat(EMPTY.resolve("4242")).isEqualTo(IMAGE.resolve("4242"));
  }

  @Test
  void aNumberThatTheImageKnowsHasTheAccountsGroupsAndHome() {
    UserIdentity app = new UserIdentity(1000, 100, List.of(100L, 29L, 44L, 10L), "/srv/app", "app");

    assertThat(IMAGE.resolve("app")).isEqualTo(app);
    assertThat(IMAGE.resolve("1000")).isEqualTo(app);
    assertThat(IMAGE.resolve("app:")).isEqualTo(app);
  }

  @Test
  void nobodySaidMeansRoot() {
    assertThat(IMAGE.resolve(""))
        .isEqualTo(new UserIdentity(0, 0, List.of(0L, 10L), "/root", "root"))
        .isEqualTo(IMAGE.resolve("root"));
    assertThat(EMPTY.resolve("")).isEqualTo(new UserIdentity(0, 0, List.of(0L), "/", "0"));
  }

  @ParameterizedTest
  @CsvSource({"app:root, 0", "app:video, 44", "1000:44, 44", "1000:4242, 4242", "app:short, 101"})
  void aGroupGivenIsTheOnlyOne(String spec, long gid) {
    assertThat(IMAGE.resolve(spec))
        .isEqualTo(new UserIdentity(1000, gid, List.of(gid), "/srv/app", "app"));
  }

  @Test
  void theFirstEntryOfANameCounts() {
    assertThat(IMAGE.resolve("app").uid()).isEqualTo(1000);
    assertThat(IMAGE.resolve("0").name()).isEqualTo("root");
  }

  @Test
  void fieldsAtTheEndMayBeMissing() {
    assertThat(IMAGE.resolve("short"))
        .isEqualTo(new UserIdentity(1001, 101, List.of(101L), "/", "short"));
    assertThat(IMAGE.resolve("homeless").home()).isEqualTo("/");
  }

  @Test
  void namesAreUtf8() {
    assertThat(IMAGE.resolve("größe"))
        .isEqualTo(new UserIdentity(1003, 103, List.of(103L), "/home/größe", "größe"));
  }

  @Test
  void carriageReturnsAtLineEndsAreNoPartOfAField() {
    UserDatabase windows = database(PASSWD.replace("\n", "\r\n"), GROUP.replace("\n", "\r\n"));

    assertThat(windows.resolve("app")).isEqualTo(IMAGE.resolve("app"));
    assertThat(windows.resolve("short:short")).isEqualTo(IMAGE.resolve("short:short"));
  }

  @Test
  void theLastLineNeedsNoLineFeed() {
    assertThat(database("a:x:5:6::/a:", "g:x:7:a").resolve("a"))
        .isEqualTo(new UserIdentity(5, 6, List.of(6L, 7L), "/a", "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "comment", "#", "# comment", "ap", "appp", "x", "App", "app/"})
  void anUnknownUserIsAnError(String name) {
    StartException error = assertRefused(IMAGE, name);
    assertThat(error).hasMessageContaining(name);
  }

  @Test
  void theErrorSaysWhoAndWhere() {
    assertThat(assertRefused(IMAGE, "redis"))
        .hasMessage(
            "cannot find user \"redis\": it is not in the image's /etc/passwd;"
                + " add the user to the image or write a number");
    assertThat(assertRefused(IMAGE, "app:redis"))
        .hasMessage(
            "cannot find group \"redis\": it is not in the image's /etc/group;"
                + " add the group to the image or write a number");
    assertThat(assertRefused(EMPTY, "redis")).hasMessageContaining("the image has no /etc/passwd");
    assertThat(assertRefused(IMAGE, "4294967295"))
        .hasMessage("cannot read user \"4294967295\": ids go from 0 to 4294967294");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app:x:4294967295:0::/:",
        "app:x:4294967296:0::/:",
        "app:x:-1:0::/:",
        "app:x::0::/:",
        "app:x: 0:0::/:",
        "app:x:0x0:0::/:",
        "app:x:0:::/:",
        "app:x:0:99999999999999999999::/:",
        "app",
        "app:x",
        "app:x:0",
        "app:x:0:0::/ho\u0001me:",
        "app:x:0:0::/ho\u0000me:"
      })
  void aBrokenEntryOfTheUserIsAnError(String line) {
    StartException error = assertRefused(database("root:x:0:0::/root:\n" + line + "\n", ""), "app");
    assertThat(error).hasMessageStartingWith("cannot read line 2 of the image's /etc/passwd: ");
  }

  @Test
  void aHomeThatIsNotUtf8IsAnError() {
    UserDatabase latin1 = new UserDatabase("app:x:1:1::/home/größe:".getBytes(ISO_8859_1), null);

    assertThat(assertRefused(latin1, "app")).hasMessageContaining("UTF-8");
  }

  @Test
  void aBrokenEntryOfSomebodyElseIsNot() {
    UserDatabase image =
        database("x\n::::\n\n+::::::\n-:x:1000:0\nbad:x:none:\n" + PASSWD, "y\n" + GROUP);

    assertThat(image.resolve("app")).isEqualTo(IMAGE.resolve("app"));
    assertThat(image.resolve("1000")).isEqualTo(IMAGE.resolve("1000"));
  }

  /** Leaving the group out would let the user escape what it denies. */
  @Test
  void aBrokenGroupOfTheUserIsAnError() {
    UserDatabase image = database(PASSWD, "users:x:100:\nsecret:x:wheel:root,app\n");

    assertThat(assertRefused(image, "app"))
        .hasMessageStartingWith("cannot read line 2 of the image's /etc/group: ");
    assertThat(image.resolve("daemon").groups()).containsExactly(1L);
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

  private static String entries(String form) {
    return Stream.concat(TRICKY.stream().filter(name -> !name.contains(":")), Stream.of("root"))
        .map(form::formatted)
        .collect(Collectors.joining());
  }
}
