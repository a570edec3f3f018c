package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.CredentialWording;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.EventWording;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileWording;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MountWording;
import io.jcontainer.kernel.PathBytes;
import io.jcontainer.kernel.ProcessWording;
import io.jcontainer.kernel.SocketWording;
import io.jcontainer.kernel.TreeWording;
import io.jcontainer.kernel.Wording;
import io.jcontainer.kernel.XattrWording;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The record of a {@link RecordingKernel}, its scripts and its made-up descriptors. */
public final class Recorder {
  private static final int FIRST_DESCRIPTOR = 3;
  private static final int FIRST_PROCESS = 1000;
  private static final byte[] NOTHING = {};

  final FileWording files;
  final TreeWording tree;
  final XattrWording xattrs;
  final MountWording mounts;
  final ProcessWording processes;
  final SocketWording sockets;
  final EventWording events;
  final CredentialWording credentials;

  private final Kernel kernel;
  private final List<Call> calls = new ArrayList<>();
  private final List<Script> scripts = new ArrayList<>();
  private final Map<Integer, String> names = new TreeMap<>();
  private int nextDescriptor = FIRST_DESCRIPTOR;
  private int nextProcess = FIRST_PROCESS;

  Recorder(Kernel kernel) {
    this.kernel = kernel;
    Wording words = new NamedDescriptors();
    files = new FileWording(words);
    tree = new TreeWording(words);
    xattrs = new XattrWording(words);
    mounts = new MountWording(words);
    processes = new ProcessWording(words);
    sockets = new SocketWording(words);
    events = new EventWording(words);
    credentials = new CredentialWording(words);
  }

  synchronized List<String> calls() {
    return calls.stream().map(Call::text).toList();
  }

  synchronized byte[] bytesOf(String start) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    calls.stream()
        .filter(call -> call.text().startsWith(start))
        .forEach(call -> all.writeBytes(call.bytes()));
    return all.toByteArray();
  }

  synchronized Script script(String start) {
    Script script = new Script(start);
    scripts.addFirst(script);
    return script;
  }

  synchronized Fd descriptor(String name) {
    Fd fd = new Fd(kernel, nextDescriptor++);
    names.put(fd.number(), name);
    return fd;
  }

  synchronized List<String> openDescriptors() {
    return names.keySet().stream().map(this::named).toList();
  }

  synchronized int process() {
    return nextProcess++;
  }

  synchronized void close(int number) {
    calls.add(new Call("close(" + named(number) + ")", NOTHING));
    names.remove(number);
  }

  /** Writes down a call that answers nothing. */
  void did(String call) {
    outcome(call, NOTHING);
  }

  /** Writes down a call that writes bytes. */
  void did(String call, byte[] bytes) {
    outcome(call, bytes);
  }

  /**
   * Writes down a call that answers a descriptor: a new one under the name, or the scripted one.
   */
  Fd opened(String call, String name) {
    return (Fd) outcome(call, NOTHING).orElseGet(() -> descriptor(name));
  }

  /** Writes down a call that answers something, and this if nothing is scripted. */
  <T> T answer(String call, Class<T> type, T otherwise) {
    return outcome(call, NOTHING).map(type::cast).orElse(otherwise);
  }

  /** Writes down a call that has no answer unless one is scripted. */
  <T> T answer(String call, Class<T> type) {
    return outcome(call, NOTHING)
        .map(type::cast)
        .orElseThrow(() -> new IllegalStateException("no answer is scripted for " + call));
  }

  private synchronized Optional<Object> outcome(String call, byte[] bytes) {
    calls.add(new Call(call, bytes.clone()));
    Optional<Object> outcome =
        scripts.stream().flatMap(script -> script.next(call).stream()).findFirst();
    if (outcome.isPresent() && outcome.get() instanceof Errno errno) {
      throw new KernelException(call, errno);
    }
    return outcome;
  }

  /** The name of what is found beneath a directory. */
  String beneath(Descriptor directory, String path) {
    if (path.isEmpty() || path.startsWith("/")) {
      return path.isEmpty() ? name(directory) : path;
    }
    return directory.number() == Descriptor.CWD.number() ? path : name(directory) + "/" + path;
  }

  /** What a descriptor was opened as; a borrowed one that is not ours has only its number. */
  synchronized String name(Descriptor descriptor) {
    return names.getOrDefault(descriptor.number(), Integer.toString(descriptor.number()));
  }

  private synchronized String named(int number) {
    String name = names.get(number);
    return name == null ? "fd " + number : "fd " + number + " " + name;
  }

  @SuppressWarnings("ArrayRecordComponent") // read out once, never compared
  private record Call(String text, byte[] bytes) {}

  private final class NamedDescriptors extends Wording {
    @Override
    public String fd(Descriptor descriptor) {
      return descriptor.number() == Descriptor.CWD.number()
          ? super.fd(descriptor)
          : named(descriptor.number());
    }

    @Override
    public String content(byte[] bytes, int offset, int length) {
      return quoted(PathBytes.decode(Arrays.copyOfRange(bytes, offset, offset + length)));
    }
  }
}
