package io.jcontainer.examples;

import io.jcontainer.Container;
import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerFilter;
import io.jcontainer.ContainerInfo;
import io.jcontainer.ContainerState;
import io.jcontainer.EventFilter;
import io.jcontainer.EventReader;
import io.jcontainer.HealthCheck;
import io.jcontainer.Images;
import io.jcontainer.JContainer;
import io.jcontainer.RestartPolicy;
import io.jcontainer.RunResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A service that fails at first: started again, watched, found by its name and cleaned up. */
public final class KeptAlive {
  private static final String MOODY =
      "echo x >> /tries; test $(wc -l < /tries) -ge 3 || exit 1; touch /ready; exec sleep 60";

  private KeptAlive() {}

  /** Runs it; the arguments are not used. */
  public static void main(String[] args) throws InterruptedException {
    JContainer engine = JContainer.defaultEngine();
    EventFilter labelled = EventFilter.all().withLabel("example", "kept-alive");
    try (EventReader events = engine.events(labelled)) {
      Container.create(Images.host())
          .withName("moody")
          .withLabel("example", "kept-alive")
          .withCommand("/bin/sh", "-c", MOODY)
          .withRestartPolicy(RestartPolicy.onFailure(5))
          .withHealthCheck(HealthCheck.shell("test -e /ready").withInterval(Duration.ofMillis(50)))
          .start();
      String said = "";
      while (!said.equals("it is healthy")) {
        ContainerEvent event = events.next();
        said = event == null ? "nothing happens any more" : describe(event);
        System.out.println(said);
      }
    }
    ContainerFilter running = ContainerFilter.all().withState(ContainerState.RUNNING);
    engine.containers(running).forEach(container -> tell(container.inspect()));
    engine.find("moody").orElseThrow().stop(Duration.ofMillis(100));
    System.out.println("removed: " + engine.pruneContainers().size());
    CompletableFuture<RunResult> echo =
        Container.create(Images.host()).withCommand("echo", "and one as a future").runAsync();
    System.out.print(echo.join().stdout());
  }

  private static void tell(ContainerInfo info) {
    System.out.println(
        info.name() + " is " + info.state().title() + " after restarts: " + info.restarts());
  }

  private static String describe(ContainerEvent event) {
    return switch (event) {
      case ContainerEvent.Created _ -> "it is made";
      case ContainerEvent.Started _ -> "it runs";
      case ContainerEvent.Exited exited -> "it has ended: " + exited.status();
      case ContainerEvent.Restarting next -> "it is started again after " + next.pause().toMillis();
      case ContainerEvent.HealthChanged health -> "it is " + health.status().title();
      default -> event.toString();
    };
  }
}
