package io.jcontainer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Something that a host may lack and a test cannot do without: how to tell, and how to get it. */
public enum Requirement {
  /** Effective user 0: containers are made of what only root may do. */
  ROOT(() -> says("/proc/self/status", "(?m)^Uid:\\s+\\d+\\s+0\\s"), "run as root"),
  /** {@code capabilities(7)} CAP_SYS_RESOURCE, bit 24: raising hard limits. */
  CAP_SYS_RESOURCE(() -> hasCapability(24), "run with CAP_SYS_RESOURCE"),
  /** A v1 hierarchy with controllers: memory stands for all. */
  CGROUP_V1(
      () -> says("/proc/self/mountinfo", " - cgroup \\S+ \\S*\\bmemory\\b"),
      "use a host with the version 1 memory controller mounted"),
  /** The v2 hierarchy, with or without controllers. */
  CGROUP_V2(
      () -> says("/proc/self/mountinfo", " - cgroup2 "),
      "use a host with the version 2 hierarchy mounted"),
  /** The v2 hierarchy as the one that limits memory. */
  CGROUP_V2_CONTROLLERS(
      () -> says("/sys/fs/cgroup/cgroup.controllers", "\\bmemory\\b"),
      "use a host with the version 2 hierarchy alone"),
  /** Temporary files on a disk whose queue control groups limit. */
  DISK(
      () ->
          temporaryFilesAreOnADisk()
              && (says("/proc/self/mountinfo", " - cgroup \\S+ \\S*\\bblkio\\b")
                  || says("/sys/fs/cgroup/cgroup.controllers", "\\bio\\b")),
      "use a kernel with CONFIG_BLK_DEV_THROTTLING and put temporary files on a disk"),
  /** overlayfs in the kernel. */
  OVERLAY(() -> says("/proc/filesystems", "(?m)\\boverlay$"), "use a kernel with overlayfs"),
  /** File systems in files: loop devices, and what makes an ext4. */
  EXT4_IN_A_FILE(
      () ->
          Files.exists(Path.of("/dev/loop-control"))
              && says("/proc/filesystems", "(?m)\\bext4$")
              && onPath("losetup")
              && onPath("mkfs.ext4"),
      "use a kernel with ext4 and loop devices and install the packages mount and e2fsprogs"),
  /** User namespaces in the kernel, and not forbidden. */
  USER_NAMESPACE(
      () -> says("/proc/sys/user/max_user_namespaces", "[1-9]"),
      "use a kernel with user namespaces, and sysctl user.max_user_namespaces above 0"),
  /** Landlock in the kernel. */
  LANDLOCK(
      () -> says("/proc/kallsyms", "sys_landlock_restrict_self\\b"),
      "use a kernel with CONFIG_SECURITY_LANDLOCK"),
  /** AppArmor in force, and what loads its profiles. */
  APPARMOR(
      () -> says("/sys/module/apparmor/parameters/enabled", "Y") && onPath("apparmor_parser"),
      "use a kernel with AppArmor and install the package apparmor"),
  /** More than one processor. */
  TWO_PROCESSORS(
      () -> Runtime.getRuntime().availableProcessors() > 1, "use a host with two processors"),
  /** Shows nftables. */
  NFT(() -> onPath("nft"), "install the package nftables"),
  /** A C compiler and the C library's and kernel's headers. */
  GCC(
      () -> onPath("gcc") && Files.exists(Path.of("/usr/include/linux/openat2.h")),
      "install the packages gcc, libc6-dev and linux-libc-dev"),
  /** libseccomp with its header: the independent opinion on filters. */
  LIBSECCOMP(
      () -> Files.exists(Path.of("/usr/include/seccomp.h")), "install the package libseccomp-dev"),
  /** The seccomp profile that Podman and its kin share. */
  CONTAINERS_PROFILE(
      () -> Files.exists(Path.of("/usr/share/containers/seccomp.json")),
      "install the package golang-github-containers-common"),
  /** A machine of this kind. */
  X86_64(() -> isX86(), "use an x86-64 machine"),
  /** The assembler and disassembler of such a machine. */
  BINUTILS_X86_64(
      () -> isX86() && onPath("as") && onPath("objdump"),
      "install the package binutils on an x86-64 machine"),
  /** The C compiler and library for aarch64. */
  GCC_AARCH64(
      () ->
          onPath("aarch64-linux-gnu-gcc")
              && Files.exists(Path.of("/usr/aarch64-linux-gnu/include/asm/fcntl.h")),
      "install the packages gcc-aarch64-linux-gnu and libc6-dev-arm64-cross"),
  /** The assembler and disassembler for aarch64. */
  BINUTILS_AARCH64(
      () -> onPath("aarch64-linux-gnu-as"), "install the package binutils-aarch64-linux-gnu"),
  /** Runs aarch64 programs. */
  QEMU_AARCH64(() -> onPath("qemu-aarch64-static"), "install the package qemu-user-static"),
  /** A registry server, version 2 of the protocol. */
  REGISTRY(() -> onPath("docker-registry"), "install the package docker-registry"),
  /** Makes keys and certificates. */
  OPENSSL(() -> onPath("openssl"), "install the package openssl"),
  /** Copies images. */
  SKOPEO(() -> onPath("skopeo"), "install the package skopeo"),
  /** Checks Sigstore's signatures of images; Debian 12 has taken that out of its own. */
  SKOPEO_SIGSTORE(
      () -> onPath("skopeo") && !holds("skopeo", "sigstore disabled"),
      "put a skopeo on the path that was built with Sigstore's signatures"),
  /** Unpacks and changes OCI layouts. */
  UMOCI(() -> onPath("umoci"), "install the package umoci"),
  /** Makes a Debian root file system, from the archive its configuration names. */
  DEBOOTSTRAP(() -> onPath("debootstrap"), "install the package debootstrap"),
  /** Docker's daemon and its command. */
  DOCKER(() -> onPath("dockerd") && onPath("docker"), "install the package docker.io"),
  /** Runs, saves and loads images without a daemon. */
  PODMAN(() -> onPath("podman"), "install the package podman"),
  /** Builds images. */
  BUILDAH(() -> onPath("buildah"), "install the package buildah"),
  /** A shell and tools in one static file. */
  BUSYBOX(() -> onPath("busybox"), "install the package busybox-static"),
  /** Another runtime, to compare with. */
  CRUN(() -> onPath("crun"), "install the package crun"),
  /** Another runtime, to compare with. */
  RUNC(() -> onPath("runc"), "install the package runc"),
  /** Another sandbox, to compare with. */
  BUBBLEWRAP(() -> onPath("bwrap"), "install the package bubblewrap"),
  /** Runs programs with less power, or in namespaces. */
  SETPRIV(() -> onPath("setpriv") && onPath("unshare"), "install the package util-linux"),
  /** Shows system calls. */
  STRACE(() -> onPath("strace"), "install the package strace"),
  /** Packs and unpacks zstd. */
  ZSTD(() -> onPath("zstd"), "install the package zstd"),
  /** Reads JSON. */
  JQ(() -> onPath("jq"), "install the package jq"),
  /** Shows and sets extended attributes. */
  ATTR(() -> onPath("setfattr"), "install the package attr"),
  /** Shows and sets file capabilities. */
  SETCAP(() -> onPath("setcap"), "install the package libcap2-bin");

  @SuppressWarnings("ImmutableEnumChecker") // the probes above capture nothing
  private final BooleanSupplier probe;

  private final String remedy;

  Requirement(BooleanSupplier probe, String remedy) {
    this.probe = probe;
    this.remedy = remedy;
  }

  /** Whether the host has it, tried now. */
  public boolean isMet() {
    return probe.getAsBoolean();
  }

  /** How to get it. */
  public String remedy() {
    return remedy;
  }

  /**
   * Skips the rest of the test unless the host has it; where a whole test needs it, {@link
   * Requires} says so in front.
   */
  public void orSkip() {
    if (!isMet()) {
      throw new TestAbortedException(reason());
    }
  }

  /** Why a test that needs it was skipped, in the form that the count of skips reads. */
  String reason() {
    return "requires " + this + ": " + remedy;
  }

  private static boolean says(String file, String pattern) {
    Path path = Path.of(file);
    try {
      return Files.exists(path) && Pattern.compile(pattern).matcher(Files.readString(path)).find();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static boolean temporaryFilesAreOnADisk() {
    try {
      long device =
          (long) Files.getAttribute(Path.of(System.getProperty("java.io.tmpdir")), "unix:dev");
      return Files.exists(
          Path.of("/sys/dev/block/" + (device >> 8 & 0xfff) + ":" + (device & 0xff)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the directory of temporary files", e);
    }
  }

  private static boolean isX86() {
    return System.getProperty("os.arch").equals("amd64");
  }

  private static boolean hasCapability(int bit) {
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      return status
          .filter(line -> line.startsWith("CapEff:"))
          .anyMatch(line -> (Long.parseLong(line.substring(7).strip(), 16) >> bit & 1) == 1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read /proc/self/status", e);
    }
  }

  /** Whether the program of that name has a text in it. */
  private static boolean holds(String tool, String text) {
    try {
      for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
        Path program = Path.of(directory, tool);
        if (Files.isExecutable(program)) {
          return Files.readString(program, StandardCharsets.ISO_8859_1).contains(text);
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + tool, e);
    }
  }

  /**
   * Tools of the administrator may be off the path of others; root's tests use them all the same.
   */
  private static boolean onPath(String tool) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Stream.of(path.split(":"))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
  }
}
