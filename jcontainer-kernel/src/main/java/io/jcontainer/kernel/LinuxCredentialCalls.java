package io.jcontainer.kernel;

import static io.jcontainer.kernel.SystemCalls.call;
import static io.jcontainer.kernel.SystemCalls.check;

import io.jcontainer.kernel.ffi.Buffer;
import io.jcontainer.kernel.ffi.CapabilityUser;
import io.jcontainer.kernel.ffi.Frame;
import java.util.function.Supplier;

/** {@link CredentialCalls} on this machine: a part of {@link LinuxKernel}. */
interface LinuxCredentialCalls extends Kernel {
  /** No id, so that setfsuid changes nothing and answers with the one in force. */
  long NONE = -1;

  /** Root directory, working directory and umask. */
  long CLONE_FS = 0x200;

  int PR_SET_NO_NEW_PRIVS = 38;
  int LANDLOCK_RULE_PATH_BENEATH = 1;

  /** Mount namespace. */
  long CLONE_NEWNS = 0x2_0000;

  CredentialWording WORDS = new CredentialWording(new Wording());

  @Override
  default long effectiveUid() {
    try (Frame frame = Frame.open()) {
      return check(call(frame, SyscallNumber.GETEUID), WORDS::effectiveUid);
    }
  }

  @Override
  default long setFsUid(long uid) {
    return setId(SyscallNumber.SETFSUID, uid, () -> WORDS.setFsUid(uid));
  }

  @Override
  default long setFsGid(long gid) {
    return setId(SyscallNumber.SETFSGID, gid, () -> WORDS.setFsGid(gid));
  }

  /** The kernel never says that it refused: only asking afterwards tells. */
  private static long setId(SyscallNumber number, long id, Supplier<String> text) {
    long wanted = SystemCalls.id(id, text);
    try (Frame frame = Frame.open()) {
      long before = Integer.toUnsignedLong((int) call(frame, number, wanted));
      long now = Integer.toUnsignedLong((int) call(frame, number, NONE));
      if (now != wanted) {
        throw new KernelException(text.get(), Errno.EPERM);
      }
      return before;
    }
  }

  @Override
  default void setThreadUmask(int mask) {
    try (Frame frame = Frame.open()) {
      Supplier<String> text = () -> WORDS.setThreadUmask(mask);
      check(call(frame, SyscallNumber.UNSHARE, CLONE_FS), text);
      check(call(frame, SyscallNumber.UMASK, mask), text);
    }
  }

  @Override
  default void setMountNamespace(Descriptor namespace) {
    int number = namespace.number();
    try (Frame frame = Frame.open()) {
      check(
          call(frame, SyscallNumber.SETNS, number, CLONE_NEWNS),
          () -> WORDS.setMountNamespace(namespace));
    }
  }

  @Override
  default void setWorkingDirectory(Descriptor directory) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      check(call(frame, SyscallNumber.FCHDIR, number), () -> WORDS.setWorkingDirectory(directory));
    }
  }

  @Override
  default void setRootToWorkingDirectory() {
    try (Frame frame = Frame.open()) {
      check(
          call(frame, SyscallNumber.CHROOT, SystemCalls.text(frame, ".")),
          WORDS::setRootToWorkingDirectory);
    }
  }

  @Override
  default void confineThread(Descriptor directory, long rights) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      Supplier<String> text = () -> WORDS.confineThread(directory, rights);
      Buffer handled = frame.buffer(Long.BYTES); // struct landlock_ruleset_attr
      handled.setInt(0, (int) rights);
      handled.setInt(1, (int) (rights >>> Integer.SIZE));
      Buffer beneath = frame.buffer(Long.BYTES + Integer.BYTES); // landlock_path_beneath_attr
      beneath.setInt(0, (int) rights);
      beneath.setInt(1, (int) (rights >>> Integer.SIZE));
      beneath.setInt(2, number);
      check(call(frame, SyscallNumber.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), text);
      long made =
          call(frame, SyscallNumber.LANDLOCK_CREATE_RULESET, handled.address(), handled.size(), 0);
      try (Fd ruleset = new Fd(this, (int) check(made, text))) {
        int set = ruleset.number();
        check(
            call(
                frame,
                SyscallNumber.LANDLOCK_ADD_RULE,
                set,
                LANDLOCK_RULE_PATH_BENEATH,
                beneath.address(),
                0),
            text);
        check(call(frame, SyscallNumber.LANDLOCK_RESTRICT_SELF, set, 0), text);
      }
    }
  }

  @Override
  default CapabilitySets capabilities() {
    try (Frame frame = Frame.open()) {
      CapabilityUser user = new CapabilityUser(frame);
      check(
          call(frame, SyscallNumber.CAPGET, user.headerAddress(), user.dataAddress()),
          WORDS::capabilities);
      return new CapabilitySets(user.effective(), user.permitted(), user.inheritable());
    }
  }

  @Override
  default void setCapabilities(CapabilitySets sets) {
    try (Frame frame = Frame.open()) {
      CapabilityUser user = new CapabilityUser(frame);
      user.set(sets.effective(), sets.permitted(), sets.inheritable());
      check(
          call(frame, SyscallNumber.CAPSET, user.headerAddress(), user.dataAddress()),
          () -> WORDS.setCapabilities(sets));
    }
  }
}
