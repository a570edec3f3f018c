package io.jcontainer;

import java.time.Instant;
import java.util.Optional;

/**
 * A file of a container, as it was when asked.
 *
 * @param name the last part of its path; bytes that are not UTF-8 are kept as lone surrogates
 * @param type what it is
 * @param mode permission bits, 0 to 07777 ({@code inode(7)})
 * @param uid owner inside the container; 65534 if it is nobody there
 * @param gid group inside the container; 65534 if it is none there
 * @param size bytes; of a symbolic link, the length of its target
 * @param modified last change of content
 * @param linkTarget where a symbolic link points, as written in it
 */
public record FileInfo(
    String name,
    FileType type,
    int mode,
    long uid,
    long gid,
    ByteSize size,
    Instant modified,
    Optional<String> linkTarget) {}
