package io.jcontainer.images.testing;

import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The kernel of this host until a certain call that changes something: from there on, its caller is
 * as good as killed, or that one call fails. What was open when somebody was killed is closed, as
 * the kernel does it.
 */
public final class FaultyKernel implements AutoCloseable {
  private static final Set<String> CHANGES =
      Set.of(
          "mkdir",
          "unlink",
          "rename",
          "symlink",
          "link",
          "mknod",
          "chown",
          "chmod",
          "setTimes",
          "setXattr",
          "write",
          "truncate",
          "fsync",
          "syncfs");

  private final LinuxKernel real = new LinuxKernel();
  private final int step;
  private final Optional<Errno> errno;
  private final AtomicInteger steps = new AtomicInteger();
  private final List<Fd> opened = new CopyOnWriteArrayList<>();
  private final Kernel kernel;
  private volatile boolean dead;

  /** Thrown at whoever calls after its death. */
  public static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KilledException() {
      super("killed here");
    }
  }

  private FaultyKernel(int step, Optional<Errno> errno) {
    this.step = step;
    this.errno = errno;
    this.kernel =
        (Kernel)
            Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, this::call);
  }

  /** One whose caller is killed before a change, counted from 1; a write is half done by then. */
  public static FaultyKernel killedAt(int step) {
    return new FaultyKernel(step, Optional.empty());
  }

  /** One that fails to make a change, once. */
  public static FaultyKernel failingAt(int step, Errno errno) {
    return new FaultyKernel(step, Optional.of(errno));
  }

  /** The kernel. */
  public Kernel kernel() {
    return kernel;
  }

  /** Whether it came to the fault. */
  public boolean hasFailed() {
    return steps.get() >= step;
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (dead) {
      throw new KilledException();
    }
    if (isChange(method.getName(), arguments) && steps.incrementAndGet() == step) {
      fail(method.getName(), arguments);
    }
    try {
      Object result = method.invoke(real, arguments);
      if (result instanceof Fd fd) {
        opened.add(fd);
      }
      return result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static boolean isChange(String name, Object[] arguments) {
    return CHANGES.contains(name) || (name.equals("open") && ((int) arguments[2] & O.CREAT) != 0);
  }

  private void fail(String name, Object[] arguments) {
    if (errno.isPresent()) {
      throw new KernelException(name, errno.get());
    }
    dead = true;
    if (name.equals("write")) {
      real.write(
          (Fd) arguments[0], (byte[]) arguments[1], (int) arguments[2], (int) arguments[3] / 2);
    }
    throw new KilledException();
  }

  /** Closes what is still open. */
  @Override
  public void close() {
    opened.forEach(Fd::close);
  }
}
