package io.jcontainer.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** A class uses its own module's rooms on its own floor or below only. */
final class Floors extends ArchCondition<JavaClass> {
  private final Rooms rooms;

  Floors(Rooms rooms) {
    super("use rooms of " + rooms.root() + " on their floor or below");
    this.rooms = rooms;
  }

  @Override
  public void check(JavaClass item, ConditionEvents events) {
    rooms
        .floorOf(item.getPackageName())
        .ifPresent(
            floor -> item.getDirectDependenciesFromSelf().forEach(d -> check(floor, d, events)));
  }

  private void check(int floor, Dependency dependency, ConditionEvents events) {
    JavaClass target = dependency.getTargetClass().getBaseComponentType();
    rooms
        .floorOf(target.getPackageName())
        .filter(used -> used < floor)
        .ifPresent(
            used ->
                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription())));
  }
}
