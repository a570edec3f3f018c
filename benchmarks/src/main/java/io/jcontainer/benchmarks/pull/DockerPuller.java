package io.jcontainer.benchmarks.pull;

import io.jcontainer.benchmarks.peer.DockerPulls;
import io.jcontainer.benchmarks.workspace.Command;

/**
 * docker, with a daemon of its own.
 *
 * @param docker is closed with this
 */
public record DockerPuller(DockerPulls docker) implements Puller {
  @Override
  public String name() {
    return "docker pull";
  }

  @Override
  public Taken pull(String reference) {
    long before = docker.cpu();
    Taken client = TimedCommand.run(docker.pull(reference));
    return new Taken(client.wall(), client.cpu() + docker.cpu() - before);
  }

  @Override
  public void remove(String reference) {
    Command.demand(docker.remove(reference));
  }

  @Override
  public void close() {
    docker.close();
  }
}
