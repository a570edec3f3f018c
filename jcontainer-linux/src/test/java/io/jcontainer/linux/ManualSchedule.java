package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.linux.container.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A time that passes only when a test says so. */
final class ManualSchedule implements Schedule {
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(60);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition planned = lock.newCondition();
  private final List<Task> tasks = new ArrayList<>();
  private long nanos;

  private final class Task implements Pending {
    private final long due;
    private final Runnable work;

    Task(long due, Runnable work) {
      this.due = due;
      this.work = work;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        tasks.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public Instant now() {
    return Instant.EPOCH.plusNanos(nanos());
  }

  @Override
  public long nanos() {
    lock.lock();
    try {
      return nanos;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Pending after(Duration delay, Runnable work) {
    lock.lock();
    try {
      Task task = new Task(nanos + delay.toNanos(), work);
      tasks.add(task);
      planned.signalAll();
      return task;
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks wait. */
  int waiting() {
    lock.lock();
    try {
      return tasks.size();
    } finally {
      lock.unlock();
    }
  }

  /** Lets time pass in which nothing falls due. */
  void pass(Duration time) {
    lock.lock();
    try {
      nanos += time.toNanos();
      assertThat(tasks).allMatch(task -> task.due > nanos);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a task is planned, and says how long it has to wait. */
  Duration next() throws InterruptedException {
    lock.lock();
    try {
      long left = LONGEST_WAIT;
      while (tasks.isEmpty()) {
        assertThat(left).as("time to plan a task").isPositive();
        left = planned.awaitNanos(left);
      }
      return Duration.ofNanos(first().due - nanos);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a task is planned, lets the time to it pass and does it; returns that time. */
  Duration runNext() throws InterruptedException {
    Duration wait = next();
    Task task;
    lock.lock();
    try {
      task = first();
      nanos = Math.max(nanos, task.due);
      tasks.remove(task);
    } finally {
      lock.unlock();
    }
    task.work.run();
    return wait;
  }

  private Task first() {
    return tasks.stream().min(Comparator.comparingLong(task -> task.due)).orElseThrow();
  }
}
