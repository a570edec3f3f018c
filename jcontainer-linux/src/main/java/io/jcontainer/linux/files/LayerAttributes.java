package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The extended attributes that a file takes with it into a layer: those of users, its capabilities
 * and access lists, with ids as inside the container. A list of what is allowed: what steers
 * overlayfs, and labels of security modules, are the host's and never get there.
 */
record LayerAttributes(Kernel kernel, Owners owners) {
  private static final String CAPABILITY = "security.capability";
  private static final String ACL = "system.posix_acl_access";
  private static final String DEFAULT_ACL = "system.posix_acl_default";
  private static final String USER = "user.";
  private static final String USER_OVERLAY = "user.overlay.";

  /** XATTR_SIZE_MAX of linux/limits.h: what unpacking takes for one file. */
  private static final int MOST = 65_536;

  /** VFS_CAP_REVISION_2 and _3 of linux/capability.h: the second has a root id at its end. */
  private static final int REVISION_2 = 2;

  private static final int REVISION_2_SIZE = 20;
  private static final int REVISION_3 = 3;
  private static final int REVISION_3_SIZE = 24;

  /** Of linux/posix_acl_xattr.h: a version, then entries of tag, permissions and id. */
  private static final int ACL_HEADER = 4;

  private static final int ACL_ENTRY = 8;
  private static final int ACL_USER = 0x02;
  private static final int ACL_GROUP = 0x08;

  /** Those of a file, by name. */
  Map<String, byte[]> of(Descriptor file, FileStatus status, String path) {
    Map<String, byte[]> kept = new TreeMap<>();
    int size = 0;
    for (String name : status.isSymlink() ? List.<String>of() : names(file)) {
      byte[] value = keeps(name, status) ? value(file, name).orElse(null) : null;
      if (value != null) {
        kept.put(name, value);
        size += name.length() + value.length;
      }
    }
    if (size > MOST || kept.keySet().stream().anyMatch(name -> name.indexOf('=') >= 0)) {
      throw new ContainerFileException(
          path,
          path
              + (size > MOST
                  ? " has " + size + " bytes of extended attributes, and a layer takes " + MOST
                  : " has an extended attribute with = in its name, which no layer can have")
              + ": remove some",
          null);
    }
    return kept;
  }

  private static boolean keeps(String name, FileStatus status) {
    return switch (name) {
      case ACL -> true;
      case DEFAULT_ACL -> status.isDirectory();
      case CAPABILITY -> status.isRegular();
      default ->
          (status.isRegular() || status.isDirectory())
              && name.startsWith(USER)
              && !name.startsWith(USER_OVERLAY);
    };
  }

  private List<String> names(Descriptor file) {
    try {
      return kernel.listXattrs(file);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOTSUP)) {
        return List.of();
      }
      throw e;
    }
  }

  /** Empty if it has gone, or means nothing in the container. */
  private Optional<byte[]> value(Descriptor file, String name) {
    byte[] value;
    try {
      value = kernel.getXattr(file, name);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENODATA)) {
        return Optional.empty();
      }
      throw e;
    }
    return switch (name) {
      case CAPABILITY -> capability(value);
      case ACL, DEFAULT_ACL -> Optional.of(accessList(value));
      default -> Optional.of(value);
    };
  }

  /**
   * Capabilities that root of a user namespace gives a file name that root. For root of the
   * container itself they are what every image has: capabilities without a root id.
   */
  private Optional<byte[]> capability(byte[] value) {
    if (value.length != REVISION_3_SIZE || value[3] != REVISION_3) {
      return Optional.of(value);
    }
    ByteBuffer bytes = ByteBuffer.wrap(value.clone()).order(ByteOrder.LITTLE_ENDIAN);
    long root = Integer.toUnsignedLong(bytes.getInt(REVISION_2_SIZE));
    if (!owners.has(root)) {
      return Optional.empty();
    }
    long inside = owners.inside(root);
    bytes.putInt(REVISION_2_SIZE, (int) inside);
    if (inside != 0) {
      return Optional.of(bytes.array());
    }
    bytes.put(3, (byte) REVISION_2);
    return Optional.of(Arrays.copyOf(bytes.array(), REVISION_2_SIZE));
  }

  private byte[] accessList(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = ACL_HEADER; at + ACL_ENTRY <= value.length; at += ACL_ENTRY) {
      int tag = bytes.getShort(at);
      if (tag == ACL_USER || tag == ACL_GROUP) {
        long id = Integer.toUnsignedLong(bytes.getInt(at + 4));
        bytes.putInt(at + 4, (int) owners.inside(id));
      }
    }
    return bytes.array();
  }
}
