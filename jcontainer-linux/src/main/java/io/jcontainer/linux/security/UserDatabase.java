package io.jcontainer.linux.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The users and groups that an image knows, to find out who {@code user[:group]} is.
 *
 * <p>The answer follows {@code docker run --user}: a number need not be known to the image; a user
 * who is has the primary group, the home directory and the further groups that go with the account;
 * one who is not has group 0 and home {@code /}; a group given in the request is the only one.
 *
 * <p>Nothing here reads a file, or runs or loads anything of the image's: the two files come as
 * bytes, and any bytes at all give an answer or a {@link StartException} within milliseconds.
 */
public final class UserDatabase {
  // Fields of passwd(5): name:password:uid:gid:comment:home:shell. group(5): name:password:gid:list
  private static final int UID = 2;
  private static final int PRIMARY_GID = 3;
  private static final int HOME = 5;
  private static final int GID = 2;
  private static final int MEMBERS = 3;

  /** {@code NGROUPS_MAX} of {@code linux/limits.h}: what {@code setgroups(2)} takes. */
  private static final int MOST_GROUPS = 65_536;

  private final AccountFile passwd;
  private final AccountFile group;

  /**
   * The accounts of an image.
   *
   * @param passwd the bytes of its {@code /etc/passwd}, or null if it has none
   * @param group the bytes of its {@code /etc/group}, or null if it has none
   */
  public UserDatabase(byte @Nullable [] passwd, byte @Nullable [] group) {
    this.passwd = new AccountFile("/etc/passwd", passwd);
    this.group = new AccountFile("/etc/group", group);
  }

  /**
   * Finds out who a request means.
   *
   * @param spec {@code user}, {@code uid}, {@code user:group} …; empty for root
   * @throws StartException with {@link Reason#USER} if it cannot be read, names somebody the image
   *     does not know, or the image's own files are broken where they matter
   */
  public UserIdentity resolve(String spec) {
    return resolve(spec, Set.of());
  }

  /**
   * The same in more groups than the user is in.
   *
   * @param further names or numbers
   */
  public UserIdentity resolve(String spec, Collection<String> further) {
    UserSpec wanted = UserSpec.parse(spec);
    Account account =
        switch (wanted.user()) {
          case UserSpec.Id(long uid) -> byId(uid);
          case UserSpec.Name(String name) -> byName(name);
        };
    Set<Long> gids =
        new LinkedHashSet<>(
            wanted.group().map(part -> Set.of(groupId(part))).orElseGet(() -> groupsOf(account)));
    further.forEach(group -> gids.add(groupId(UserSpec.group(group))));
    refuseTooMany(gids, account);
    List<Long> groups = new ArrayList<>(gids);
    return new UserIdentity(account.uid, groups.getFirst(), groups, account.home, account.name);
  }

  /**
   * An entry of passwd, or what stands in for one.
   *
   * @param login the name as groups list it, or empty if the image does not know the number
   */
  private record Account(String name, long uid, long gid, String home, Optional<byte[]> login) {}

  private Account byId(long uid) {
    return passwd
        .find(line -> line.id(UID) == uid)
        .map(this::account)
        .orElseGet(() -> new Account(Long.toString(uid), uid, 0, "/", Optional.empty()));
  }

  private Account byName(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    return passwd
        .find(line -> line.isNamed(bytes))
        .map(this::account)
        .orElseThrow(() -> unknown("user", name, passwd));
  }

  private Account account(AccountLine line) {
    long uid = line.id(UID);
    long gid = line.id(PRIMARY_GID);
    if (uid < 0 || gid < 0) {
      throw passwd.broken(line, "user id and group id are numbers from 0 to " + UserSpec.HIGHEST);
    }
    String name = text(line, 0);
    String home = text(line, HOME);
    return new Account(
        name, uid, gid, home.isEmpty() ? "/" : home, Optional.of(name.getBytes(UTF_8)));
  }

  /** A field that ends up in an environment or a message. */
  private String text(AccountLine line, int field) {
    try {
      String text = line.text(field);
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw passwd.broken(line, "it has a control character in it");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw passwd.broken(line, "it is not UTF-8");
    }
  }

  private long groupId(UserSpec.Part part) {
    return switch (part) {
      case UserSpec.Id(long gid) -> gid;
      case UserSpec.Name(String name) -> {
        byte[] bytes = name.getBytes(UTF_8);
        AccountLine line =
            group
                .find(candidate -> candidate.isNamed(bytes))
                .orElseThrow(() -> unknown("group", name, group));
        yield gid(line);
      }
    };
  }

  private Set<Long> groupsOf(Account account) {
    Set<Long> gids = new LinkedHashSet<>();
    gids.add(account.gid);
    account.login.ifPresent(
        login ->
            group.forEach(
                line -> {
                  if (line.lists(MEMBERS, login)) {
                    gids.add(gid(line));
                  }
                }));
    return gids;
  }

  private static void refuseTooMany(Set<Long> gids, Account account) {
    if (gids.size() > MOST_GROUPS) {
      throw new StartException(
          Reason.USER,
          "cannot set the groups of user \"%s\": there are %d and a process takes %d"
              .formatted(account.name, gids.size(), MOST_GROUPS),
          null);
    }
  }

  private long gid(AccountLine line) {
    long gid = line.id(GID);
    if (gid < 0) {
      throw group.broken(line, "a group id is a number from 0 to " + UserSpec.HIGHEST);
    }
    return gid;
  }

  private static StartException unknown(String what, String name, AccountFile file) {
    return new StartException(
        Reason.USER,
        "cannot find %s \"%s\": %s; add the %s to the image or write a number"
            .formatted(what, name, file.lacking(), what),
        null);
  }
}
