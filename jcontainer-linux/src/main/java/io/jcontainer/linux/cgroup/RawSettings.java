package io.jcontainer.linux.cgroup;

import io.jcontainer.Limits;
import io.jcontainer.linux.cgroup.Setting.Need;
import java.util.List;
import java.util.stream.Stream;

/** Settings that a user names by the kernel's own file. */
final class RawSettings {
  private RawSettings() {}

  /** The writes, each to the group of its controller. */
  static List<Setting> of(Limits limits) {
    return limits.settings().entrySet().stream()
        .map(
            each ->
                new Setting(
                    controller(each.getKey()), each.getKey(), each.getValue(), Need.REQUESTED))
        .toList();
  }

  /** The file's name begins with its controller's. */
  static Controller controller(String file) {
    String title = file.substring(0, file.indexOf('.'));
    return Stream.of(Controller.values())
        .filter(controller -> controller.title().equals(title))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no controller has a file " + file));
  }
}
