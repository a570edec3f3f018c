package io.jcontainer.linux.program;

/**
 * The interpreter for x86-64: each instruction's bytes beside its text.
 *
 * <p>{@code rbx} is the address of the current step. {@code syscall} destroys rcx and r11 alone, so
 * that it survives; in a child made by {@code clone(2)} too. There is no stack, and rsp is never
 * used.
 */
final class X86Interpreter {
  static final String LISTING =
      """
      start:
        bb 28 10 41 00                 mov ebx, 0x411028              ; the first step of boot
      step:
        8b 03                          mov eax, [rbx]                 ; the operation
        8b 7b 04                       mov edi, [rbx+4]               ; where argument 1 is
        48 8b 3f                       mov rdi, [rdi]                 ; argument 1 itself
        8b 73 08                       mov esi, [rbx+8]
        48 8b 36                       mov rsi, [rsi]
        8b 53 0c                       mov edx, [rbx+12]
        48 8b 12                       mov rdx, [rdx]
        44 8b 53 10                    mov r10d, [rbx+16]
        4d 8b 12                       mov r10, [r10]
        44 8b 43 14                    mov r8d, [rbx+20]
        4d 8b 00                       mov r8, [r8]
        44 8b 4b 18                    mov r9d, [rbx+24]
        4d 8b 09                       mov r9, [r9]
        85 c0                          test eax, eax                  ; bit 31: our own
        78 2e                          js builtin
        0f 05                          syscall
      result:
        8b 4b 1c                       mov ecx, [rbx+28]              ; where the result goes
        48 89 01                       mov [rcx], rax
        48 85 c0                       test rax, rax
        78 0c                          js negative
        74 05                          je zero
        8b 5b 28                       mov ebx, [rbx+40]
        eb bf                          jmp step
      zero:
        8b 5b 24                       mov ebx, [rbx+36]
        eb ba                          jmp step
      negative:
        48 89 1c 25 00 10 41 00        mov [0x411000], rbx            ; the fault words: which step
        48 89 04 25 08 10 41 00        mov [0x411008], rax            ; and its result
        8b 5b 20                       mov ebx, [rbx+32]
        eb a5                          jmp step
      builtin:
        89 c1                          mov ecx, eax
        48 89 f8                       mov rax, rdi                   ; argument 1; seed of the sum
        80 f9 01                       cmp cl, 1
        72 24                          jb enter
        74 0e                          je add
        80 f9 03                       cmp cl, 3
        72 0e                          jb subtract
        74 11                          je mask
        80 f9 04                       cmp cl, 4
        74 11                          je differ
        0f 0b                          ud2                            ; TRAP, and any other
      add:
        48 01 f0                       add rax, rsi
        eb b5                          jmp result
      subtract:
        48 29 f0                       sub rax, rsi
        eb b0                          jmp result
      mask:
        48 21 f0                       and rax, rsi
        eb ab                          jmp result
      differ:
        48 31 f0                       xor rax, rsi
        eb a6                          jmp result
      enter:
        48 b9 50 52 4f 47 78 38 36 31  movabs rcx, 0x31363878474f5250 ; "PROGx861"
        48 39 0f                       cmp [rdi], rcx
        75 45                          jne refuse
        48 39 77 08                    cmp [rdi+8], rsi               ; the length expected,
        75 3f                          jne refuse
        40 f6 c6 07                    test sil, 7                    ; in whole words,
        75 39                          jne refuse
        48 83 fe 48                    cmp rsi, 72                    ; a header and a step at least
        7c 33                          jl refuse
        48 01 fe                       add rsi, rdi
        48 8d 57 18                    lea rdx, [rdi+24]              ; what follows the header
        48 b9 15 7c 4a 7f b9 79 37 9e  movabs rcx, 0x9e3779b97f4a7c15
      sum:
        48 33 02                       xor rax, [rdx]
        48 c1 c0 1d                    rol rax, 29
        48 0f af c1                    imul rax, rcx
        48 83 c2 08                    add rdx, 8
        48 39 f2                       cmp rdx, rsi
        72 ec                          jb sum
        48 3b 47 10                    cmp rax, [rdi+16]              ; the checksum of the header
        75 08                          jne refuse
        8d 5f 18                       lea ebx, [rdi+24]              ; its first step
        e9 23 ff ff ff                 jmp step
      refuse:
        48 c7 c0 b6 ff ff ff           mov rax, -74                   ; -EBADMSG
        e9 46 ff ff ff                 jmp result
      """;

  private X86Interpreter() {}
}
