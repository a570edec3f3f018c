package io.jcontainer.linux.program;

/**
 * The interpreter for aarch64: each instruction's bytes beside its text.
 *
 * <p>{@code x19} is the address of the current step. {@code svc} changes x0 alone, so that it
 * survives; in a child made by {@code clone(2)} too. There is no stack, and sp is never used.
 */
final class Aarch64Interpreter {
  static final String LISTING =
      """
      start:
        13 05 82 52  mov w19, #0x1028              ; the first step of boot
        33 08 a0 72  movk w19, #0x41, lsl #16
      step:
        68 02 40 29  ldp w8, w0, [x19]             ; operation, where argument 1 is
        00 00 40 f9  ldr x0, [x0]                  ; argument 1 itself
        61 0a 41 29  ldp w1, w2, [x19, #8]
        21 00 40 f9  ldr x1, [x1]
        42 00 40 f9  ldr x2, [x2]
        63 12 42 29  ldp w3, w4, [x19, #16]
        63 00 40 f9  ldr x3, [x3]
        84 00 40 f9  ldr x4, [x4]
        65 1a 40 b9  ldr w5, [x19, #24]
        a5 00 40 f9  ldr x5, [x5]
        08 02 f8 37  tbnz w8, #31, builtin         ; bit 31: our own
        01 00 00 d4  svc #0
      result:
        61 1e 40 b9  ldr w1, [x19, #28]            ; where the result goes
        20 00 00 f9  str x0, [x1]
        1f 00 00 f1  cmp x0, #0
        cb 00 00 54  b.lt negative
        60 00 00 54  b.eq zero
        73 2a 40 b9  ldr w19, [x19, #40]
        ee ff ff 17  b step
      zero:
        73 26 40 b9  ldr w19, [x19, #36]
        ec ff ff 17  b step
      negative:
        01 00 82 52  mov w1, #0x1000               ; the fault words
        21 08 a0 72  movk w1, #0x41, lsl #16
        33 00 00 a9  stp x19, x0, [x1]             ; the fault words: which step, and its result
        73 22 40 b9  ldr w19, [x19, #32]
        e7 ff ff 17  b step
      builtin:
        08 79 00 12  and w8, w8, #0x7fffffff
        1f 05 00 71  cmp w8, #1
        03 02 00 54  b.lo enter
        e0 00 00 54  b.eq add
        1f 0d 00 71  cmp w8, #3
        e3 00 00 54  b.lo subtract
        00 01 00 54  b.eq mask
        1f 11 00 71  cmp w8, #4
        00 01 00 54  b.eq differ
        00 00 20 d4  brk #0                        ; TRAP, and any other
      add:
        00 00 01 8b  add x0, x0, x1
        e7 ff ff 17  b result
      subtract:
        00 00 01 cb  sub x0, x0, x1
        e5 ff ff 17  b result
      mask:
        00 00 01 8a  and x0, x0, x1
        e3 ff ff 17  b result
      differ:
        00 00 01 ca  eor x0, x0, x1
        e1 ff ff 17  b result
      enter:
        02 0c 40 a9  ldp x2, x3, [x0]              ; magic, length
        04 4a 8a d2  mov x4, #0x5250               ; "PROGA641"
        e4 e9 a8 f2  movk x4, #0x474f, lsl #16
        24 c8 c6 f2  movk x4, #0x3641, lsl #32
        84 26 e6 f2  movk x4, #0x3134, lsl #48
        5f 00 04 eb  cmp x2, x4
        41 03 00 54  b.ne refuse
        7f 00 01 eb  cmp x3, x1                    ; the length expected,
        01 03 00 54  b.ne refuse
        3f 08 40 f2  tst x1, #7                    ; in whole words,
        c1 02 00 54  b.ne refuse
        3f 20 01 f1  cmp x1, #72                   ; a header and a step at least
        8b 02 00 54  b.lt refuse
        21 00 00 8b  add x1, x1, x0
        02 60 00 91  add x2, x0, #24               ; behind the header:
        e5 03 02 2a  mov w5, w2                    ; the first step
        e3 03 00 aa  mov x3, x0                    ; the sum starts from the address
        a4 82 8f d2  mov x4, #0x7c15               ; 0x9e3779b97f4a7c15
        44 e9 af f2  movk x4, #0x7f4a, lsl #16
        24 37 cf f2  movk x4, #0x79b9, lsl #32
        e4 c6 f3 f2  movk x4, #0x9e37, lsl #48
      sum:
        46 84 40 f8  ldr x6, [x2], #8
        63 00 06 ca  eor x3, x3, x6
        63 8c c3 93  ror x3, x3, #35               ; left by 29
        63 7c 04 9b  mul x3, x3, x4
        5f 00 01 eb  cmp x2, x1
        63 ff ff 54  b.lo sum
        06 08 40 f9  ldr x6, [x0, #16]             ; the checksum of the header
        7f 00 06 eb  cmp x3, x6
        61 00 00 54  b.ne refuse
        f3 03 05 2a  mov w19, w5
        b5 ff ff 17  b step
      refuse:
        20 09 80 92  mov x0, #-74                  ; -EBADMSG
        bf ff ff 17  b result
      """;

  private Aarch64Interpreter() {}
}
