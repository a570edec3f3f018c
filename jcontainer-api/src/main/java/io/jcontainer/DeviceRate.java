package io.jcontainer;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How fast the processes of a container together may read from a disk and write to it. Writes that
 * stay in the page cache are held back where cgroup v2 has the io and the memory controller; with
 * v1, only those that go to the disk at once.
 *
 * @param device the block device of a whole disk, such as {@code /dev/sda}
 * @param readBytes a second
 * @param writeBytes a second
 * @param readOperations a second
 * @param writeOperations a second
 */
public record DeviceRate(
    Path device,
    Optional<ByteSize> readBytes,
    Optional<ByteSize> writeBytes,
    OptionalLong readOperations,
    OptionalLong writeOperations) {
  /** Refuses a rate of nothing, at which whatever touches the disk would stand still for good. */
  public DeviceRate {
    device = device.toAbsolutePath().normalize();
    check(device, readBytes.map(ByteSize::bytes).orElse(1L));
    check(device, writeBytes.map(ByteSize::bytes).orElse(1L));
    check(device, readOperations.orElse(1));
    check(device, writeOperations.orElse(1));
  }

  private static void check(Path device, long rate) {
    if (rate < 1) {
      throw new InvalidSpecException("rate of " + device, "it is at least one a second");
    }
  }

  /** No limit yet. */
  public static DeviceRate of(Path device) {
    return new DeviceRate(
        device, Optional.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  /** The same with so many bytes read a second. */
  public DeviceRate withReadBytes(ByteSize perSecond) {
    return new DeviceRate(
        device, Optional.of(perSecond), writeBytes, readOperations, writeOperations);
  }

  /** The same with so many bytes written a second. */
  public DeviceRate withWriteBytes(ByteSize perSecond) {
    return new DeviceRate(
        device, readBytes, Optional.of(perSecond), readOperations, writeOperations);
  }

  /** The same with so many read operations a second. */
  public DeviceRate withReadOperations(long perSecond) {
    return new DeviceRate(
        device, readBytes, writeBytes, OptionalLong.of(perSecond), writeOperations);
  }

  /** The same with so many write operations a second. */
  public DeviceRate withWriteOperations(long perSecond) {
    return new DeviceRate(
        device, readBytes, writeBytes, readOperations, OptionalLong.of(perSecond));
  }
}
