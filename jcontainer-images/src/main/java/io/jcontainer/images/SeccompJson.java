package io.jcontainer.images;

import io.jcontainer.Capability;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.SeccompProfile;
import io.jcontainer.SeccompRules;
import io.jcontainer.SeccompRules.Action;
import io.jcontainer.SeccompRules.Comparison;
import io.jcontainer.SeccompRules.Condition;
import io.jcontainer.SeccompRules.Kind;
import io.jcontainer.SeccompRules.Rule;
import io.jcontainer.SeccompRules.Scope;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.spi.SeccompProfileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON form of seccomp profiles that Docker and Podman share, which is that of the OCI
 * runtime specification ({@code linux.seccomp}) with the conditions {@code includes} and {@code
 * excludes}. What names another architecture's interface ({@code archMap}) is passed over: those
 * calls always fail here.
 */
public final class SeccompJson implements SeccompProfileReader {
  private static final int EPERM = 1;

  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "SCMP_CMP_NE", Comparison.NOT_EQUAL,
          "SCMP_CMP_LT", Comparison.LESS,
          "SCMP_CMP_LE", Comparison.AT_MOST,
          "SCMP_CMP_EQ", Comparison.EQUAL,
          "SCMP_CMP_GE", Comparison.AT_LEAST,
          "SCMP_CMP_GT", Comparison.GREATER,
          "SCMP_CMP_MASKED_EQ", Comparison.MASKED_EQUAL);

  private static final Map<String, Kind> ACTIONS =
      Map.of(
          "SCMP_ACT_ALLOW", Kind.ALLOW,
          "SCMP_ACT_LOG", Kind.LOG,
          "SCMP_ACT_ERRNO", Kind.ERRNO,
          "SCMP_ACT_TRAP", Kind.TRAP,
          "SCMP_ACT_KILL", Kind.KILL_THREAD,
          "SCMP_ACT_KILL_THREAD", Kind.KILL_THREAD,
          "SCMP_ACT_KILL_PROCESS", Kind.KILL_PROCESS);

  /** Made by the service loader. */
  public SeccompJson() {}

  @Override
  public SeccompProfile read(String json) {
    try {
      return JsonInput.parse(
          json.getBytes(StandardCharsets.UTF_8),
          "seccomp profile",
          input -> new SeccompProfile.Custom(new Document().read(input)));
    } catch (InvalidImageException e) {
      String message = String.valueOf(e.getMessage());
      throw new InvalidSpecException(
          "seccomp profile", message.replaceFirst("^invalid seccomp profile: ", ""));
    }
  }

  /** The whole document while it is read. */
  private static final class Document {
    private @Nullable Kind action;
    private @Nullable Integer errno;
    private List<Rule> rules = List.of();

    SeccompRules read(JsonInput input) throws IOException {
      input.object(
          new Fields()
              .with("defaultAction", in -> action = kind(in))
              .with("defaultErrnoRet", in -> errno = errno(in))
              .with("syscalls", in -> rules = in.list(each -> new Entry().read(each)))
              .with("listenerPath", Document::refuseListener)
              .with("flags", Document::refuseFlags));
      return new SeccompRules(action(input.required(action, "defaultAction"), errno), rules);
    }

    private static void refuseListener(JsonInput input) throws IOException {
      if (!input.text().isEmpty()) {
        throw input.invalid("a listener is not supported: there is nobody to notify");
      }
    }

    /** TSYNC says nothing of a process with one thread, which the first one is. */
    private static void refuseFlags(JsonInput input) throws IOException {
      for (String flag : input.list(JsonInput::text)) {
        if (!flag.equals("SECCOMP_FILTER_FLAG_TSYNC")) {
          throw input.invalid("the flag \"" + flag + "\" is not supported; leave it out");
        }
      }
    }
  }

  /** One element of {@code syscalls} while it is read. */
  private static final class Entry {
    private final Set<String> names = new LinkedHashSet<>();
    private @Nullable Kind action;
    private @Nullable Integer errno;
    private List<Condition> conditions = List.of();
    private Scope includes = Scope.NONE;
    private Scope excludes = Scope.NONE;

    Rule read(JsonInput input) throws IOException {
      input.object(
          new Fields()
              .with("name", in -> addName(in, in.text()))
              .with(
                  "names",
                  in -> {
                    for (String name : in.list(JsonInput::text)) {
                      addName(in, name);
                    }
                  })
              .with("action", in -> action = kind(in))
              .with("errnoRet", in -> errno = errno(in))
              .with("args", in -> conditions = in.list(SeccompJson::condition))
              .with("includes", in -> includes = scope(in))
              .with("excludes", in -> excludes = scope(in)));
      if (names.isEmpty()) {
        throw input.invalid("\"names\" is missing or empty");
      }
      Action what = action(input.required(action, "action"), errno);
      return new Rule(List.copyOf(names), what, conditions, includes, excludes);
    }

    private void addName(JsonInput input, String name) {
      if (!name.matches("[a-z0-9_]{1,64}")) {
        throw input.invalid("\"" + name + "\" is no name of a system call");
      }
      names.add(name);
    }
  }

  private static Condition condition(JsonInput input) throws IOException {
    long[] numbers = {-1, 0, 0};
    Comparison[] comparison = new Comparison[1];
    input.object(
        new Fields()
            .with("index", in -> numbers[0] = in.integer())
            .with("value", in -> numbers[1] = in.unsigned())
            .with("valueTwo", in -> numbers[2] = in.unsigned())
            .with("op", in -> comparison[0] = named(in, COMPARISONS, "comparison")));
    if (numbers[0] < 0 || numbers[0] > 5) {
      throw input.invalid("\"index\" is missing or not within 0 to 5");
    }
    return new Condition(
        (int) numbers[0], input.required(comparison[0], "op"), numbers[1], numbers[2]);
  }

  private static Scope scope(JsonInput input) throws IOException {
    List<Capability> capabilities = new ArrayList<>();
    List<String> architectures = new ArrayList<>();
    SeccompRules.Kernel[] kernel = new SeccompRules.Kernel[1];
    input.object(
        new Fields()
            .with("caps", in -> capabilities.addAll(in.list(SeccompJson::capability)))
            .with("arches", in -> architectures.addAll(in.list(JsonInput::text)))
            .with("minKernel", in -> kernel[0] = kernel(in)));
    return new Scope(
        Set.copyOf(capabilities), Set.copyOf(architectures), Optional.ofNullable(kernel[0]));
  }

  private static Capability capability(JsonInput input) throws IOException {
    try {
      return Capability.parse(input.text());
    } catch (InvalidSpecException e) {
      throw input.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static SeccompRules.Kernel kernel(JsonInput input) throws IOException {
    try {
      return SeccompRules.Kernel.parse(input.text());
    } catch (InvalidSpecException e) {
      throw input.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static Kind kind(JsonInput input) throws IOException {
    return named(input, ACTIONS, "action");
  }

  private static <T> T named(JsonInput input, Map<String, T> known, String what)
      throws IOException {
    String name = input.text();
    T found = known.get(name);
    if (found == null) {
      throw input.invalid(
          "the %s \"%s\" is not supported; use one of %s"
              .formatted(what, name, known.keySet().stream().sorted().toList()));
    }
    return found;
  }

  private static int errno(JsonInput input) throws IOException {
    long number = input.integer();
    if (number < 1 || number > 4095) {
      throw input.invalid("an errno is within 1 to 4095, not " + number);
    }
    return (int) number;
  }

  /** Without a number an error is EPERM; profiles carry numbers with other actions too. */
  private static Action action(Kind kind, @Nullable Integer errno) {
    return kind == Kind.ERRNO ? Action.errno(errno == null ? EPERM : errno) : Action.of(kind);
  }
}
