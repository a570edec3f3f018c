package io.jcontainer;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of a seccomp profile, in the terms of the JSON form that Docker and Podman share. For a
 * call, a rule without conditions goes before those that have some; among equals the first decides.
 *
 * @param otherwise what becomes of a call that no rule fits
 * @param rules in the document's order
 */
public record SeccompRules(Action otherwise, List<Rule> rules) {
  /** Copies the list. */
  public SeccompRules {
    rules = List.copyOf(rules);
  }

  /** What becomes of a call. */
  public enum Kind {
    /** It goes ahead. */
    ALLOW,
    /** It goes ahead and is noted in the host's audit log (since Linux 4.14). */
    LOG,
    /** It does not happen and fails. */
    ERRNO,
    /** It does not happen; the thread gets SIGSYS, which it may handle. */
    TRAP,
    /** The thread dies of SIGSYS. */
    KILL_THREAD,
    /** The process dies of SIGSYS (since Linux 4.14). */
    KILL_PROCESS
  }

  /**
   * What becomes of a call.
   *
   * @param kind of fate
   * @param errno number of the error for {@link Kind#ERRNO}, 1 to 4095; 0 for the others
   */
  public record Action(Kind kind, int errno) {
    /** Refuses an errno that is none. */
    public Action {
      boolean wanted = kind == Kind.ERRNO;
      if (wanted ? errno < 1 || errno > 4095 : errno != 0) {
        throw new InvalidSpecException(
            "seccomp action " + kind + " with errno " + errno,
            "an error has a number from 1 to 4095, and no other action has one");
      }
    }

    /** An action that is no error. */
    public static Action of(Kind kind) {
      return new Action(kind, 0);
    }

    /** The call fails with this errno. */
    public static Action errno(int number) {
      return new Action(Kind.ERRNO, number);
    }
  }

  /**
   * One rule.
   *
   * @param names of system calls; one that this architecture lacks is passed over where the rule
   *     only allows
   * @param action what becomes of them
   * @param conditions on the arguments, all to be met; if two speak of one argument, each alone is
   *     enough
   * @param includes where the rule counts: all of the capabilities, one of the architectures, the
   *     kernel
   * @param excludes where it does not: any of the capabilities, one of the architectures, the
   *     kernel
   */
  public record Rule(
      List<String> names,
      Action action,
      List<Condition> conditions,
      Scope includes,
      Scope excludes) {
    /** Copies the lists. */
    public Rule {
      names = List.copyOf(names);
      conditions = List.copyOf(conditions);
    }
  }

  /** How an argument is compared. All comparisons are unsigned. */
  public enum Comparison {
    /** It is not the value. */
    NOT_EQUAL,
    /** It is less. */
    LESS,
    /** It is less or equal. */
    AT_MOST,
    /** It is the value. */
    EQUAL,
    /** It is greater or equal. */
    AT_LEAST,
    /** It is greater. */
    GREATER,
    /** Its bits in the mask {@code value} are {@code valueTwo}. */
    MASKED_EQUAL
  }

  /**
   * A condition on one argument.
   *
   * @param index of the argument, 0 to 5
   * @param comparison with the value
   * @param value to compare with, or the mask
   * @param valueTwo what the masked bits have to be; else without meaning
   */
  public record Condition(int index, Comparison comparison, long value, long valueTwo) {
    /** Refuses an argument that no call has. */
    public Condition {
      if (index < 0 || index > 5) {
        throw new InvalidSpecException(
            "seccomp condition on argument " + index, "a system call has arguments 0 to 5");
      }
    }
  }

  /**
   * Some containers and hosts.
   *
   * @param capabilities of root in the container
   * @param architectures in the names of OCI platforms, such as {@code amd64}
   * @param kernel the least version
   */
  public record Scope(
      Set<Capability> capabilities, Set<String> architectures, Optional<Kernel> kernel) {
    /** Says nothing. */
    public static final Scope NONE = new Scope(Set.of(), Set.of(), Optional.empty());

    /** Copies the sets. */
    public Scope {
      capabilities = Set.copyOf(capabilities);
      architectures = Set.copyOf(architectures);
    }
  }

  /**
   * A version of Linux.
   *
   * @param major such as 6
   * @param minor such as 18
   */
  public record Kernel(int major, int minor) implements Comparable<Kernel> {
    private static final java.util.regex.Pattern FORM =
        java.util.regex.Pattern.compile("(\\d{1,4})\\.(\\d{1,4})([.+-].*)?");

    /**
     * Reads {@code 6.18} or what {@code uname -r} says.
     *
     * @throws InvalidSpecException if it begins otherwise
     */
    public static Kernel parse(String text) {
      var matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new InvalidSpecException(
            "kernel version \"" + Text.printable(text) + "\"", "write it like 4.8");
      }
      return new Kernel(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public int compareTo(Kernel other) {
      return major != other.major
          ? Integer.compare(major, other.major)
          : Integer.compare(minor, other.minor);
    }
  }
}
