package io.jcontainer.images.unpack;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which extended attributes of an archive a file gets. A list of what is allowed: the names that
 * steer overlayfs ({@code trusted.overlay.*}, {@code user.overlay.*}) and the labels of security
 * modules would otherwise let an image choose what the host does.
 */
final class XattrPolicy {
  /** A default access list, which new files in a directory would inherit. */
  static final String DEFAULT_ACL = "system.posix_acl_default";

  private static final String ACL = "system.posix_acl_access";
  private static final String CAPABILITY = "security.capability";
  private static final String USER = "user.";
  private static final String USER_OVERLAY = "user.overlay.";

  /** {@code VFS_CAP_REVISION_2} and {@code _3} of linux/capability.h, with their sizes. */
  private static final int REVISION_2 = 2;

  private static final int REVISION_2_SIZE = 20;
  private static final int REVISION_3 = 3;
  private static final int REVISION_3_SIZE = 24;

  /** XATTR_SIZE_MAX: what the kernel takes for one is taken for all of a file. */
  private static final int LARGEST = 65_536;

  /** 511 entries; ext4 takes no more either. */
  private static final int LARGEST_ACL = 4096;

  private XattrPolicy() {}

  /** Whether a file of this type gets the attribute. */
  static boolean keeps(String name, EntryType type) {
    return switch (type) {
      case FILE -> isAllowed(name) && !name.equals(DEFAULT_ACL);
      case DIRECTORY -> isAllowed(name) && !name.equals(CAPABILITY);
      case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> name.equals(ACL);
      case SYMLINK, HARD_LINK -> false;
    };
  }

  private static boolean isAllowed(String name) {
    return name.equals(CAPABILITY)
        || name.equals(ACL)
        || name.equals(DEFAULT_ACL)
        || (name.startsWith(USER) && !name.startsWith(USER_OVERLAY));
  }

  /**
   * The attributes that a file of this type gets.
   *
   * @param all as an archive has them
   */
  static Map<String, byte[]> kept(Map<String, byte[]> all, EntryType type, LayerBlob blob) {
    Map<String, byte[]> kept = new HashMap<>();
    long size = 0;
    for (Map.Entry<String, byte[]> xattr : all.entrySet()) {
      String name = xattr.getKey();
      if (keeps(name, type)) {
        kept.put(name, xattr.getValue());
        size += name.length() + xattr.getValue().length;
        fault(name, xattr.getValue())
            .ifPresent(
                fault -> {
                  throw blob.invalid(fault, null);
                });
      }
    }
    if (size > LARGEST) {
      throw blob.invalid("it has a file with " + size + " bytes of extended attributes", null);
    }
    return kept;
  }

  /** What is wrong with the value of an attribute that is kept, or empty. */
  private static Optional<String> fault(String name, byte[] value) {
    return switch (name) {
      case CAPABILITY ->
          isCapability(value)
              ? Optional.empty()
              : Optional.of(
                  "its file capabilities have " + value.length + " bytes of no known form");
      case ACL, DEFAULT_ACL ->
          value.length <= LARGEST_ACL
              ? Optional.empty()
              : Optional.of("an access list has " + value.length + " bytes");
      default -> Optional.empty();
    };
  }

  private static boolean isCapability(byte[] value) {
    int revision = value.length < 4 ? 0 : value[3];
    return (revision == REVISION_2 && value.length == REVISION_2_SIZE)
        || (revision == REVISION_3 && value.length == REVISION_3_SIZE);
  }
}
