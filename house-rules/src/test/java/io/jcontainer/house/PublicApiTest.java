package io.jcontainer.house;

import java.lang.module.ModuleReference;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API changes only where a review can see it. */
class PublicApiTest {
  @ParameterizedTest
  @ValueSource(strings = {"io.jcontainer", "io.jcontainer.junit"})
  void theApiIsTheOneInReview(String name) {
    ModuleReference module = Modules.named(name);
    String text =
        Modules.exportedClasses(module).stream()
            .filter(ApiText::isApi)
            .map(ApiText::of)
            .collect(Collectors.joining("\n"));
    new Golden("api/" + name + ".txt").matches(text);
  }
}
