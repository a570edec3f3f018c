package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.linux.program.Builtin;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.DataBuilder;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import java.util.Set;

/**
 * The steps that give the command its channels. The sockets are made here, within the container,
 * and the JVM's ends sent back: whoever holds a socket can ask it for the interfaces and addresses
 * of the network namespace that it was made in ({@code netdevice(7)}).
 */
final class ChannelSteps {
  /** What the message says that it comes with; no process has such an id. */
  static final long MESSAGE_MARK = -2;

  /** How many descriptors of each end are sent: to read and to write. */
  static final int ENDS = 2;

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM_CLOEXEC = 0x8_0001;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int RIGHTS_HEADER = 16;
  private static final long LOWER_HALF = 0xffff_ffffL;

  private final ProgramBuilder program;

  ChannelSteps(ProgramBuilder program) {
    this.program = program;
  }

  /** Adds the steps; nothing if there is no channel. */
  void open(Set<Integer> channels) {
    if (channels.isEmpty()) {
      return;
    }
    int size = RIGHTS_HEADER + Integer.BYTES * ENDS * channels.size();
    DataBuilder rights =
        program.struct("channel descriptors").u64(size).u32(SOL_SOCKET).u32(SCM_RIGHTS);
    // whole words behind the header, and room for the zero half of the last that is written
    Data message = rights.zeros((size - RIGHTS_HEADER + 2 * Long.BYTES - 1) & -Long.BYTES).end();
    int place = RIGHTS_HEADER;
    for (int channel : channels) {
      Cell ours = open(channel);
      for (int end = 0; end < ENDS; end++) {
        // a word overlaps the next one's place by its upper, zero half: the order counts
        program.move("name the JVM's end of channel " + channel, ours.value(), message.cell(place));
        place += Integer.BYTES;
      }
    }
    send(message, size);
  }

  private Cell open(int channel) {
    Data pair = program.buffer("ends of channel " + channel, 2 * Long.BYTES);
    program.step(
        "make channel " + channel,
        Sys.SOCKETPAIR,
        number(AF_UNIX),
        number(SOCK_STREAM_CLOEXEC),
        number(0),
        pair.address());
    program.step(
        "make the command's end descriptor " + channel,
        Sys.DUP3,
        pair.cell(Integer.BYTES).value(),
        number(channel),
        number(0));
    Cell ours = program.cell("the JVM's end of channel " + channel);
    program
        .step("single out the JVM's end", Builtin.AND, pair.cell(0).value(), number(LOWER_HALF))
        .into(ours);
    return ours;
  }

  private void send(Data rights, int size) {
    Cell mark = program.cell("channel message", MESSAGE_MARK);
    Data vector = program.struct("channel vector").addressOf(mark.data()).u64(Long.BYTES).end();
    Data message =
        program
            .struct("channel message header")
            .u64(0)
            .u64(0)
            .addressOf(vector)
            .u64(1)
            .addressOf(rights)
            .u64((size + Long.BYTES - 1L) & -Long.BYTES)
            .u64(0)
            .end();
    program.step(
        "send the JVM's ends of the channels",
        Sys.SENDMSG,
        number(Helper.CONTROL),
        message.address(),
        number(MSG_NOSIGNAL));
  }
}
