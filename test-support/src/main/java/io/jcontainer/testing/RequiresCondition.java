package io.jcontainer.testing;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips what carries {@link Requires} where something of it is missing. */
final class RequiresCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<Requirement> missing =
        AnnotationSupport.findAnnotation(context.getElement(), Requires.class).stream()
            .flatMap(requires -> Stream.of(requires.value()))
            .filter(requirement -> !requirement.isMet())
            .toList();
    return missing.isEmpty()
        ? ConditionEvaluationResult.enabled("everything that is required is here")
        : ConditionEvaluationResult.disabled(
            missing.stream().map(Requirement::reason).collect(Collectors.joining("; ")));
  }
}
