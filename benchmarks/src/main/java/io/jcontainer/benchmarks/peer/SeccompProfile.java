package io.jcontainer.benchmarks.peer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcontainer.Capability;
import io.jcontainer.linux.security.ArgumentTest;
import io.jcontainer.linux.security.SeccompAction;
import io.jcontainer.linux.security.SeccompPolicy;
import io.jcontainer.linux.security.SeccompRule;

/**
 * This library's default filter in the form of the OCI runtime specification, so that other
 * runtimes attach one of the same size.
 *
 * <p>It is a filter to measure with, not one to use: the form has no way to say that an argument is
 * none of several values, so only the first of these is tested.
 */
final class SeccompProfile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SeccompProfile() {}

  static ObjectNode json() {
    ObjectNode profile = JSON.createObjectNode();
    SeccompPolicy policy = SeccompPolicy.defaults();
    action(profile, "defaultAction", "defaultErrnoRet", policy.otherwise());
    ArrayNode rules = profile.putArray("syscalls");
    for (SeccompRule rule : policy.rules()) {
      if (counts(rule.scope())) {
        add(rules, rule);
      }
    }
    return profile;
  }

  private static boolean counts(SeccompRule.Scope scope) {
    return switch (scope) {
      case SeccompRule.Everywhere() -> true;
      case SeccompRule.Holding(Capability one) -> Capability.defaults().contains(one);
      case SeccompRule.Lacking(Capability one) -> !Capability.defaults().contains(one);
    };
  }

  private static void action(
      ObjectNode target, String name, String errnoName, SeccompAction action) {
    switch (action) {
      case SeccompAction.Allow() -> target.put(name, "SCMP_ACT_ALLOW");
      case SeccompAction.Errno(int number) ->
          target.put(name, "SCMP_ACT_ERRNO").put(errnoName, number);
      case SeccompAction.Log() -> target.put(name, "SCMP_ACT_LOG");
      case SeccompAction.Trap() -> target.put(name, "SCMP_ACT_TRAP");
      case SeccompAction.KillThread() -> target.put(name, "SCMP_ACT_KILL_THREAD");
      case SeccompAction.KillProcess() -> target.put(name, "SCMP_ACT_KILL_PROCESS");
    }
  }

  private static void add(ArrayNode rules, SeccompRule rule) {
    ObjectNode json = rules.addObject();
    ArrayNode names = json.putArray("names");
    rule.syscalls().stream().sorted().forEach(names::add);
    action(json, "action", "errnoRet", rule.action());
    if (!rule.tests().isEmpty()) {
      ArrayNode tests = json.putArray("args");
      rule.tests().forEach(test -> add(tests, test));
    }
  }

  private static void add(ArrayNode tests, ArgumentTest test) {
    switch (test.check()) {
      case ArgumentTest.OneOf(var values) ->
          values.forEach(value -> compare(tests, test, "SCMP_CMP_EQ", value));
      case ArgumentTest.NoneOf(var values) ->
          compare(tests, test, "SCMP_CMP_NE", values.getFirst());
      case ArgumentTest.BitsClear(long mask) ->
          compare(tests, test, "SCMP_CMP_MASKED_EQ", mask).put("valueTwo", 0);
      case ArgumentTest.BitsAre(long mask, long value) ->
          compare(tests, test, "SCMP_CMP_MASKED_EQ", mask).put("valueTwo", value);
      case ArgumentTest.AtLeast(long value) -> compare(tests, test, "SCMP_CMP_GE", value);
      case ArgumentTest.Below(long value) -> compare(tests, test, "SCMP_CMP_LT", value);
    }
  }

  private static ObjectNode compare(
      ArrayNode tests, ArgumentTest test, String operator, long value) {
    return tests.addObject().put("index", test.index()).put("value", value).put("op", operator);
  }
}
