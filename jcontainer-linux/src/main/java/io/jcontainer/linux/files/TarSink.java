package io.jcontainer.linux.files;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Writes a tree as a tar stream. */
final class TarSink implements TreeSink {
  /** Bytes of extended attributes of one file. */
  private static final int MOST_ATTRIBUTES = 512 * 1024;

  private static final int PERMISSIONS = 07777;

  private final Owners owners;
  private final Progress progress;
  private final TarOutput output;
  private final UserAttributes extended;
  private final LinkMemory links = new LinkMemory();
  private final Deque<String> directories = new ArrayDeque<>();

  TarSink(Kernel kernel, Owners owners, OutputStream out, Progress progress) {
    this.owners = owners;
    this.progress = progress;
    this.output = new TarOutput(kernel, out, progress, true);
    this.extended = new UserAttributes(kernel);
  }

  private String path(String name) {
    String parent = directories.peek();
    return parent == null || parent.equals("./") ? name : parent + name;
  }

  private TarHeader header(char type, String path, FileStatus status) {
    return new TarHeader(type, path)
        .owned(
            status.mode() & PERMISSIONS,
            owners.inside(status.uid()),
            owners.inside(status.gid()),
            status.modifySeconds());
  }

  @Override
  public void enter(String name, FileStatus status, Descriptor directory) {
    String path = path(name) + "/";
    TarHeader header = header(TarHeader.DIRECTORY, path, status);
    addAttributes(header, directory, path);
    output.header(header);
    directories.push(path);
  }

  @Override
  public void leave() {
    directories.pop();
  }

  @Override
  public void link(String name, FileStatus status, String target) {
    output.header(header(TarHeader.LINK, path(name), status).linkTo(target));
  }

  @Override
  public void file(String name, FileStatus status, Descriptor content) {
    String path = path(name);
    Optional<LinkMemory.First> first = links.find(status);
    if (first.isPresent()) {
      output.header(header(TarHeader.HARD_LINK, path, status).linkTo(first.get().path()));
      return;
    }
    links.remember(status, path, LinkMemory.Identity.of(status));
    output.file(
        path,
        status.size(),
        content,
        named -> {
          TarHeader header = header(TarHeader.FILE, named, status);
          addAttributes(header, content, path);
          return header;
        });
  }

  /** A header is made in memory, so what is too much for that is left out and told. */
  private void addAttributes(TarHeader header, Descriptor file, String path) {
    int room = MOST_ATTRIBUTES;
    for (String name : extended.names(file)) {
      byte[] value = extended.value(file, name).orElse(null);
      if (value != null && value.length + name.length() > room) {
        progress.skip(path + " (attribute user." + name + ")");
      } else if (value != null) {
        room -= value.length + name.length();
        header.attribute(name, value);
      }
    }
  }

  /** The end of the stream. */
  void end() {
    output.end();
  }
}
