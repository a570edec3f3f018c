package io.jcontainer.linux.cgroup;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A kernel whose only file system is control groups in memory, and which records each change made
 * to them: {@code mkdir PATH}, {@code write PATH VALUE}, {@code rmdir PATH}. A directory has the
 * files that were {@linkplain #file given} to directories under its mount point. A call that this
 * does not know fails the test.
 */
public final class FakeCgroups {
  private static final String DIRECTORY = "<directory>";

  private final List<String> log = new ArrayList<>();
  private final NavigableMap<String, String> files = new TreeMap<>();
  private final Map<String, Map<String, String>> templates = new HashMap<>();
  private final Map<String, Errno> failures = new HashMap<>();
  private final Map<String, Integer> busy = new HashMap<>();
  private final Map<Integer, Open> open = new HashMap<>();
  private int lastNumber = 100;
  private final Kernel kernel =
      (Kernel)
          Proxy.newProxyInstance(
              FakeCgroups.class.getClassLoader(),
              new Class<?>[] {Kernel.class},
              (proxy, method, arguments) -> {
                try {
                  return FakeCgroups.class
                      .getMethod(method.getName(), method.getParameterTypes())
                      .invoke(this, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                } catch (NoSuchMethodException e) {
                  throw new AssertionError("no such call on control groups: " + method, e);
                }
              });

  private static final class Open {
    private final String path;
    private int offset;

    private Open(String path) {
      this.path = path;
    }
  }

  Kernel kernel() {
    return kernel;
  }

  // what the host is like

  /** A mount point whose directories have these files, each {@code name=content}. */
  FakeCgroups mount(String mountPoint, String... template) {
    Map<String, String> content = new TreeMap<>();
    for (String file : template) {
      String[] parts = file.split("=", 2);
      content.put(parts[0], parts[1]);
    }
    templates.put(mountPoint, content);
    addDirectory(mountPoint);
    return this;
  }

  /** A directory, with the files of its mount point. */
  FakeCgroups directory(String path) {
    addDirectory(path);
    return this;
  }

  /** A file of any path, with its content. */
  FakeCgroups file(String path, String content) {
    files.put(path, content);
    return this;
  }

  FakeCgroups without(String path) {
    files.remove(path);
    return this;
  }

  /** Makes an operation fail, named as it would be recorded, with or without the value. */
  FakeCgroups fail(String operation, Errno errno) {
    failures.put(operation, errno);
    return this;
  }

  /** Makes the removal of a directory fail with EBUSY so many times. */
  FakeCgroups busy(String path, int times) {
    busy.put(path, times);
    return this;
  }

  // what was done

  List<String> log() {
    return log;
  }

  int openDescriptors() {
    return open.size();
  }

  boolean exists(String path) {
    return files.containsKey(path);
  }

  private void addDirectory(String path) {
    files.put(path, DIRECTORY);
    templates.forEach(
        (mountPoint, content) -> {
          if (path.startsWith(mountPoint)) {
            content.forEach((name, text) -> files.put(path + "/" + name, text));
          }
        });
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private String resolve(Descriptor directory, String path) {
    if (path.startsWith("/")) {
      return path;
    }
    String base = state(directory).path;
    StringBuilder resolved = new StringBuilder(base);
    for (String part : path.split("/", -1)) {
      switch (part) {
        case "." -> {}
        case ".." -> resolved.setLength(resolved.lastIndexOf("/"));
        default -> resolved.append('/').append(part);
      }
    }
    return resolved.toString();
  }

  private Open state(Descriptor file) {
    Open state = open.get(file.number());
    if (state == null) {
      throw new AssertionError("not open: " + file);
    }
    return state;
  }

  private void failIfTold(String operation) {
    Errno errno = failures.get(operation);
    if (errno != null) {
      throw new KernelException(operation, errno);
    }
  }

  String content(String path) {
    String content = files.get(path);
    if (content == null) {
      throw new KernelException("find " + path, Errno.ENOENT);
    }
    return content;
  }

  private List<String> childDirectories(String path) {
    return files.subMap(path + "/", path + "0").entrySet().stream()
        .filter(each -> each.getValue().equals(DIRECTORY))
        .map(Map.Entry::getKey)
        .filter(each -> parent(each).equals(path))
        .toList();
  }

  // the calls, by the names and parameters of the interface

  public Fd open(Descriptor directory, String path, int flags, int mode) {
    String resolved = resolve(directory, path);
    failIfTold("open " + resolved);
    boolean isDirectory = content(resolved).equals(DIRECTORY);
    if (isDirectory != ((flags & O.DIRECTORY) != 0)) {
      throw new KernelException("open " + resolved, Errno.ENOTDIR);
    }
    open.put(++lastNumber, new Open(resolved));
    return new Fd(kernel, lastNumber);
  }

  public void close(int number) {
    if (open.remove(number) == null) {
      throw new AssertionError("closed twice: " + number);
    }
  }

  public int read(Descriptor file, byte[] buffer, int offset, int length) {
    Open state = state(file);
    failIfTold("read " + state.path);
    byte[] bytes = content(state.path).getBytes(StandardCharsets.UTF_8);
    // never more than 7 bytes, as no caller may rely on getting all at once
    int count = Math.min(Math.min(length, 7), bytes.length - state.offset);
    System.arraycopy(bytes, state.offset, buffer, offset, count);
    state.offset += count;
    return count;
  }

  public void write(Descriptor file, byte[] buffer, int offset, int length) {
    String path = state(file).path;
    failIfTold("write " + path);
    String value = new String(buffer, offset, length, StandardCharsets.UTF_8);
    failIfTold("write " + path + " " + value);
    log.add("write " + path + " " + value);
    files.put(path, value);
  }

  public void mkdir(Descriptor directory, String path, int mode) {
    String resolved = resolve(directory, path);
    failIfTold("mkdir " + resolved);
    content(parent(resolved));
    if (files.containsKey(resolved)) {
      throw new KernelException("mkdir " + resolved, Errno.EEXIST);
    }
    log.add("mkdir " + resolved);
    addDirectory(resolved);
  }

  public void unlink(Descriptor directory, String path, int atFlags) {
    String resolved = resolve(directory, path);
    if (atFlags != At.REMOVEDIR) {
      throw new AssertionError("a control file cannot be unlinked: " + resolved);
    }
    failIfTold("rmdir " + resolved);
    content(resolved);
    int times = busy.getOrDefault(resolved, 0);
    busy.put(resolved, times - 1);
    if (times > 0 || !childDirectories(resolved).isEmpty()) {
      throw new KernelException("rmdir " + resolved, Errno.EBUSY);
    }
    log.add("rmdir " + resolved);
    files.subMap(resolved + "/", resolved + "0").clear();
    files.remove(resolved);
  }

  public FileStatus stat(Descriptor directory, String path, int atFlags) {
    String resolved = resolve(directory, path);
    boolean isDirectory = content(resolved).equals(DIRECTORY);
    long links = isDirectory ? 2 + childDirectories(resolved).size() : 1;
    int mode = isDirectory ? 040755 : 0100644;
    return new FileStatus(mode, 0, 0, 0, links, 1, 1, 0, 0, 0, 0, 1);
  }

  public List<DirectoryEntry> list(Descriptor directory) {
    String path = state(directory).path;
    return files.subMap(path + "/", path + "0").entrySet().stream()
        .filter(each -> parent(each.getKey()).equals(path))
        .map(
            each ->
                new DirectoryEntry(
                    each.getKey().substring(path.length() + 1),
                    each.getValue().equals(DIRECTORY) ? 4 : 8,
                    1))
        .toList();
  }

  public Fd pidfdOpen(int pid) {
    failIfTold("pidfd " + pid);
    open.put(++lastNumber, new Open("pidfd " + pid));
    return new Fd(kernel, lastNumber);
  }

  public void pidfdSendSignal(Descriptor pidfd, int signal) {
    failIfTold("signal " + state(pidfd).path);
    log.add("signal " + signal + " " + state(pidfd).path);
  }
}
