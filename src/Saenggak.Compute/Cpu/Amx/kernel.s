# C [32·blocks, 32] (+)= A [32·blocks, 32·steps] · B, f32 sums of bf16 products, in AMX tiles.
#
# A: rows of bf16, or tiles of 16 x 32 that lie one after the other; ARow, AStep and AHalf say which.
# B: one panel of 32 columns; a step is two tiles of 16 rows, row r of a tile holding rows 2r and 2r+1 of B interleaved.
# C: f32 rows. After the blocks of 32 rows come 16 rows more where an argument says so. Where bf16 rows are wanted, C is a place to
# work in, and each block is rounded from it while it lies in the first-level cache.
# Loads come before products, and what comes next is fetched between products: where another thread of the same core takes its half
# of the load buffers, a product that waits for its operands costs most (a third of the speed, see docs/log.md).
# Tiles: 0 1 / 2 3 sums, 4 5 of A, 6 7 of B. The caller has configured all tiles as 16 rows of 64 bytes; for scores and gather, which
# work on up to 16 rows of A, tiles 0, 1 and 4 may have as many rows as A has.
#
# make_kernel.sh turns this into AmxKernel.g.cs.

        .intel_syntax noprefix
        .macro  fetch quarter, from=r12, ahead=2048     # of a step of B, from the second-level cache to the first
        .irp    line, 0, 64, 128, 192, 256, 320, 384, 448
        prefetcht0 [\from + \ahead + 512 * \quarter + \line]
        .endr
        .endm
        .macro  few a, line                             # up to 16 rows by a step of B at r12; 1024 bytes at rsi and at rbp come meanwhile
        tileloadd tmm4, [\a + r8]
        tileloadd tmm6, [r12 + \line]
        tileloadd tmm7, [r12 + \line + 1024]
        fetch   0, rsi, 0
        fetch   1, rsi, 0
        tdpbf16ps tmm0, tmm4, tmm6
        fetch   0, rbp, 0
        fetch   1, rbp, 0
        tdpbf16ps tmm1, tmm4, tmm7
        .endm
        .macro  ask stream                              # the next 512 bytes of a stream of what is wanted, into the second-level cache
        .irp    line, 0, 64, 128, 192, 256, 320, 384, 448
        prefetcht1 [\stream + \line]
        .endr
        .endm
        .macro  walk streams                            # 32 rows by all steps of a panel
1:
        tileloadd tmm4, [rbx + r8]
        tileloadd tmm5, [r14 + r8]
        tileloadd tmm6, [r12 + r13]
        tileloadd tmm7, [r12 + r13 + 1024]
        fetch   0
        .if     \streams == 4
        ask     rax + 2*rdx
        .endif
        tdpbf16ps tmm0, tmm4, tmm6
        fetch   1
        .if     \streams == 4
        ask     rax + r10
        .endif
        tdpbf16ps tmm1, tmm4, tmm7
        fetch   2
        .rept   2
        prefetchw [r9]
        prefetchw [r9 + rsi]
        add     r9, rbp
        .endr
        .if     \streams > 0
        ask     rax
        .endif
        tdpbf16ps tmm2, tmm5, tmm6
        fetch   3
        .if     \streams > 0
        ask     rax + rdx
        add     rax, 512
        .endif
        tdpbf16ps tmm3, tmm5, tmm7
        add     rbx, r15
        add     r14, r15
        add     r12, 2048
        dec     rcx
        jnz     1b
        .endm
        .macro  walkhalf streams                        # the same for 16 rows
1:
        tileloadd tmm4, [rbx + r8]
        tileloadd tmm6, [r12 + r13]
        tileloadd tmm7, [r12 + r13 + 1024]
        fetch   0
        fetch   1
        .if     \streams == 4
        ask     rax
        ask     rax + rdx
        .endif
        tdpbf16ps tmm0, tmm4, tmm6
        fetch   2
        fetch   3
        .if     \streams == 4
        ask     rax + 2*rdx
        ask     rax + r10
        add     rax, 512
        .endif
        tdpbf16ps tmm1, tmm4, tmm7
        add     rbx, r15
        add     r12, 2048
        dec     rcx
        jnz     1b
        .endm
        .macro  round rows                              # so many rows of C to bf16 rows; 16 to 31: no upper halves of old registers
        mov     rbx, [rsp + 16]
        mov     r9, r10
        mov     r12, [rdi + 112]
        mov     ecx, \rows / 4
1:
        .rept   4
        vmovups zmm16, [r9 + 64]
        vcvtne2ps2bf16 zmm16, zmm16, [r9]
        vmovups [rbx], zmm16
        add     r9, r11
        add     rbx, r12
        .endr
        dec     ecx
        jnz     1b
        mov     [rsp + 16], rbx
        .endm
        .text
kernel:                                         # rdi: arguments
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        push    rbp
        sub     rsp, 40
        mov     rax, [rdi]
        mov     [rsp], rax                      # A of the block
        mov     rax, [rdi + 40]
        mov     [rsp + 8], rax                  # its C
        mov     rax, [rdi + 104]
        mov     [rsp + 16], rax                 # its bf16 rows, or 0
        mov     rax, [rdi + 64]
        mov     [rsp + 24], rax                 # blocks of 32 rows to come
        mov     rax, [rdi + 120]
        mov     [rsp + 32], rax                 # what is wanted afterwards, or 0
        mov     r8, [rdi + 8]                   # bytes from a row of a tile of A to the next
        mov     r11, [rdi + 48]                 # bytes from a row of C to the next
        mov     r13d, 64                        # bytes from a row of a tile of B to the next
        mov     r15, [rdi + 16]                 # bytes of A from a step to the next
        cmp     qword ptr [rsp + 24], 0
        je      half
block:
        mov     r10, [rsp + 8]
        mov     rsi, r11
        shl     rsi, 4
        add     rsi, r10                        # C, row 16
        cmp     qword ptr [rdi + 56], 0         # accumulate
        je      clear
        tileloadd tmm0, [r10 + r11]
        tileloadd tmm1, [r10 + r11 + 64]
        tileloadd tmm2, [rsi + r11]
        tileloadd tmm3, [rsi + r11 + 64]
        jmp     multiply
clear:
        tilezero tmm0
        tilezero tmm1
        tilezero tmm2
        tilezero tmm3
multiply:
        lea     r9, [r10 + 128]                 # what will be written: C of the next panel, two rows a step,
        mov     esi, 64
        mov     rbp, r11
        cmp     qword ptr [rsp + 16], 0
        je      wide
        mov     r9, [rsp + 16]                  # or bf16 rows of this one, four a step
        mov     rsi, [rdi + 112]
        lea     rbp, [rsi + rsi]
wide:
        mov     rbx, [rsp]                      # A, rows 0 to 15
        mov     r14, [rdi + 24]
        add     r14, rbx                        # A, rows 16 to 31
        mov     r12, [rdi + 32]                 # B
        mov     rcx, [rdi + 72]                 # steps of 32
        mov     rax, [rsp + 32]                 # the first of four streams
        mov     rdx, rcx
        shl     rdx, 9                          # a quarter of the panel: bytes from one to the next
        test    rax, rax
        jz      plain
        cmp     qword ptr [rdi + 64], 1
        jne     pair
        lea     r10, [rdx + 2*rdx]              # the only block asks for all four
        walk    4
        xor     eax, eax
        jmp     asked
pair:
        walk    2                               # the first two blocks ask for two streams each
        xor     ecx, ecx
        mov     rax, [rsp + 32]
        cmp     rax, [rdi + 120]
        lea     rax, [rax + 2*rdx]
        cmovne  rax, rcx
asked:
        mov     [rsp + 32], rax
        jmp     store
plain:
        walk    0
store:
        mov     r10, [rsp + 8]
        mov     rsi, r11
        shl     rsi, 4
        add     rsi, r10
        tilestored [r10 + r11], tmm0
        tilestored [r10 + r11 + 64], tmm1
        tilestored [rsi + r11], tmm2
        tilestored [rsi + r11 + 64], tmm3
        cmp     qword ptr [rsp + 16], 0
        je      next
        round   32
next:
        mov     rsi, r11
        shl     rsi, 5
        add     [rsp + 8], rsi
        mov     rsi, [rdi + 24]
        add     rsi, rsi
        add     [rsp], rsi
        dec     qword ptr [rsp + 24]
        jnz     block
half:                                           # 16 rows more
        cmp     qword ptr [rdi + 80], 0
        je      done
        mov     r10, [rsp + 8]
        cmp     qword ptr [rdi + 56], 0
        je      halfclear
        tileloadd tmm0, [r10 + r11]
        tileloadd tmm1, [r10 + r11 + 64]
        jmp     halfmultiply
halfclear:
        tilezero tmm0
        tilezero tmm1
halfmultiply:
        mov     rbx, [rsp]
        mov     r12, [rdi + 32]
        mov     rcx, [rdi + 72]
        mov     rax, [rsp + 32]
        mov     rdx, rcx
        shl     rdx, 9
        test    rax, rax
        jz      halfplain
        lea     r10, [rdx + 2*rdx]
        walkhalf 4
        jmp     halfstore
halfplain:
        walkhalf 0
halfstore:
        mov     r10, [rsp + 8]
        tilestored [r10 + r11], tmm0
        tilestored [r10 + r11 + 64], tmm1
        cmp     qword ptr [rsp + 16], 0
        je      done
        round   16
done:
        add     rsp, 40
        pop     rbp
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        ret
scores:                                         # C [rows, 32·blocks] = A [rows, 32·steps] · panels that a table of addresses names
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        mov     r8, [rdi + 8]                   # bytes from a row of A to the next
        mov     r14, [rdi + 24]                 # added to each address
        mov     r9, [rdi + 32]                  # the table
        mov     r10, [rdi + 40]                 # C
        mov     r11, [rdi + 48]                 # bytes from a row of C to the next
        mov     rdx, [rdi + 64]                 # addresses
        mov     r13, [rdi + 88]                 # addresses of what is wanted afterwards
        mov     eax, 64
scoresblock:
        mov     r12, [r9]
        add     r12, r14
        mov     rsi, [r13]
        mov     rbp, rsi
        add     rsi, [rdi + 96]
        add     rbp, [rdi + 128]
        mov     rbx, [rdi]
        mov     rcx, [rdi + 72]
        tilezero tmm0
        tilezero tmm1
scoresstep:
        few     rbx, rax
        add     rbx, [rdi + 16]
        add     r12, 2048
        add     rsi, 1024
        add     rbp, 1024
        dec     rcx
        jnz     scoresstep
        tilestored [r10 + r11], tmm0
        tilestored [r10 + r11 + 64], tmm1
        add     r10, 128
        add     r9, 8
        add     r13, 8
        dec     rdx
        jnz     scoresblock
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
gather:                                         # C [rows, 32] = A [rows, 32·blocks] · steps of B that a table of addresses names
        push    rbp
        push    r12
        push    r13
        push    r14
        mov     rax, [rdi]
        mov     r8, [rdi + 8]
        mov     r14, [rdi + 24]
        mov     r9, [rdi + 32]
        mov     r10, [rdi + 40]
        mov     r11, [rdi + 48]
        mov     rdx, [rdi + 64]
        mov     r13, [rdi + 88]
        mov     ecx, 64
        tilezero tmm0
        tilezero tmm1
gatherstep:
        mov     r12, [r9]
        mov     rsi, [r13]
        add     r12, r14
        mov     rbp, rsi
        add     rsi, [rdi + 96]
        add     rbp, [rdi + 128]
        few     rax, rcx
        add     rax, [rdi + 16]
        add     r9, 8
        add     r13, 8
        dec     rdx
        jnz     gatherstep
        tilestored [r10 + r11], tmm0
        tilestored [r10 + r11 + 64], tmm1
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        ret
configure:                                      # rdi: 64 bytes of tile configuration
        ldtilecfg [rdi]
        ret
release:
        tilerelease
        ret
