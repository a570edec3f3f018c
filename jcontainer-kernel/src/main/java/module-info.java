/** The Linux kernel as a Java interface, for the modules of jcontainer alone. */
@SuppressWarnings("module") // the modules it is exported to are built after it
module io.jcontainer.kernel {
  requires transitive io.jcontainer;
  requires transitive org.jspecify;

  exports io.jcontainer.kernel to
      io.jcontainer.linux,
      io.jcontainer.images;
  exports io.jcontainer.kernel.recording to
      io.jcontainer.linux,
      io.jcontainer.images;
}
