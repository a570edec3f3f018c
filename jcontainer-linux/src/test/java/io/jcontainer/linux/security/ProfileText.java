package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import io.jcontainer.SeccompRules;
import io.jcontainer.SeccompRules.Action;
import io.jcontainer.SeccompRules.Comparison;
import io.jcontainer.SeccompRules.Condition;
import io.jcontainer.SeccompRules.Kind;
import io.jcontainer.SeccompRules.Rule;
import io.jcontainer.SeccompRules.Scope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A JSON profile, for us as rules and for libseccomp as {@code reference_filter.c} reads them. */
final class ProfileText {
  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "NE", Comparison.NOT_EQUAL,
          "LT", Comparison.LESS,
          "LE", Comparison.AT_MOST,
          "EQ", Comparison.EQUAL,
          "GE", Comparison.AT_LEAST,
          "GT", Comparison.GREATER,
          "MASKED_EQ", Comparison.MASKED_EQUAL);

  private final Map<String, @Nullable Object> document;

  ProfileText(String json) {
    document = MiniJson.object(json);
  }

  SeccompRules rules() {
    List<Rule> rules = new ArrayList<>();
    for (Map<String, @Nullable Object> rule : maps(document.get("syscalls"))) {
      rules.add(
          new Rule(
              texts(rule.get("names")),
              action(errno(rule.get("action"), rule.get("errnoRet"))),
              maps(rule.get("args")).stream().map(ProfileText::condition).toList(),
              scope(rule.get("includes")),
              scope(rule.get("excludes"))));
    }
    return new SeccompRules(action(otherwise()), rules);
  }

  private static Action action(long errno) {
    return errno == 0 ? Action.of(Kind.ALLOW) : Action.errno((int) errno);
  }

  private long otherwise() {
    return errno(document.get("defaultAction"), document.get("defaultErrnoRet"));
  }

  private static long errno(@Nullable Object action, @Nullable Object number) {
    return "SCMP_ACT_ALLOW".equals(action) ? 0 : number == null ? 1 : (Long) number;
  }

  private static Condition condition(Map<String, @Nullable Object> argument) {
    Comparison comparison = COMPARISONS.get(operator(argument));
    long index = number(argument, "index");
    return new Condition(
        (int) index,
        java.util.Objects.requireNonNull(comparison),
        number(argument, "value"),
        number(argument, "valueTwo"));
  }

  private static String operator(Map<String, @Nullable Object> argument) {
    return String.valueOf(argument.get("op")).substring("SCMP_CMP_".length());
  }

  private static long number(Map<String, @Nullable Object> map, String name) {
    return map.get(name) instanceof Long value ? value : 0;
  }

  private static Scope scope(@Nullable Object scope) {
    Map<String, @Nullable Object> map = map(scope);
    return new Scope(
        texts(map.get("caps")).stream().map(Capability::parse).collect(Collectors.toSet()),
        Set.copyOf(texts(map.get("arches"))),
        Optional.ofNullable(map.get("minKernel"))
            .map(text -> SeccompRules.Kernel.parse((String) text)));
  }

  /** Every rule that counts, line by line, as a runtime gives it to libseccomp. */
  String reference(Set<Capability> capabilities, Arch arch) {
    String platform = arch == Arch.X86_64 ? "amd64" : "arm64";
    Set<String> lines = new LinkedHashSet<>();
    for (Map<String, @Nullable Object> rule : maps(document.get("syscalls"))) {
      long errno = errno(rule.get("action"), rule.get("errnoRet"));
      boolean counts =
          holds(map(rule.get("includes")), capabilities, platform, true)
              && holds(map(rule.get("excludes")), capabilities, platform, false);
      if (!counts || errno == otherwise()) {
        continue;
      }
      String arguments =
          maps(rule.get("args")).stream()
              .map(
                  a ->
                      " %d %s %s %s"
                          .formatted(
                              number(a, "index"),
                              operator(a).toLowerCase(Locale.ROOT).replace("_eq", ""),
                              Long.toUnsignedString(number(a, "value")),
                              Long.toUnsignedString(number(a, "valueTwo"))))
              .collect(Collectors.joining());
      for (String name : texts(rule.get("names"))) {
        arch.table()
            .number(name)
            .ifPresent(n -> lines.add("rule " + n + " " + name + " " + errno + arguments));
      }
    }
    return "otherwise %d\narch %s\n%s\n"
        .formatted(
            otherwise(), arch == Arch.X86_64 ? "x86_64" : "aarch64", String.join("\n", lines));
  }

  private static boolean holds(
      Map<String, @Nullable Object> scope,
      Set<Capability> capabilities,
      String platform,
      boolean include) {
    List<Capability> caps = texts(scope.get("caps")).stream().map(Capability::parse).toList();
    List<String> arches = texts(scope.get("arches"));
    return include
        ? capabilities.containsAll(caps) && (arches.isEmpty() || arches.contains(platform))
        : caps.stream().noneMatch(capabilities::contains) && !arches.contains(platform);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, @Nullable Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, @Nullable Object>> maps(@Nullable Object value) {
    return value == null ? List.of() : (List<Map<String, @Nullable Object>>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<String> texts(@Nullable Object value) {
    return value == null ? List.of() : (List<String>) value;
  }
}
