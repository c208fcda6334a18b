# C [32·blocks, 32] (+)= A [32·blocks, 32·steps] · B, f32 sums of bf16 products, in AMX tiles.
#
# A: rows of bf16, or tiles of 16 x 32 that lie one after the other; AStride, AStep and AHalf say which.
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
        .macro  few a, line                             # up to 16 rows by a step of B at r12; what rsi points to comes meanwhile
        tileloadd tmm4, [\a + r8]
        tileloadd tmm6, [r12 + \line]
        tileloadd tmm7, [r12 + \line + 1024]
        fetch   0, rsi, 0
        fetch   1, rsi, 0
        tdpbf16ps tmm0, tmm4, tmm6
        fetch   2, rsi, 0
        fetch   3, rsi, 0
        tdpbf16ps tmm1, tmm4, tmm7
        .endm
        .macro  round rows                              # so many rows of C to bf16 rows at [rsp]; 16 to 31: no upper halves of old registers
        mov     rbx, [rsp]
        mov     r9, r10
        mov     r12, [rdi + 112]
        mov     ecx, \rows / 4
2:
        .rept   4
        vmovups zmm16, [r9 + 64]
        vcvtne2ps2bf16 zmm16, zmm16, [r9]
        vmovups [rbx], zmm16
        add     r9, r11
        add     rbx, r12
        .endr
        dec     ecx
        jnz     2b
        mov     [rsp], rbx
        .endm
        .text
kernel:                                         # rdi: arguments
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        push    rbp
        push    qword ptr [rdi + 104]           # bf16 rows, or 0
        mov     rax, [rdi]                      # A
        mov     r8, [rdi + 8]                   # bytes from a row of a tile of A to the next
        mov     r10, [rdi + 40]                 # C
        mov     r11, [rdi + 48]                 # bytes from a row of C to the next
        mov     rdx, [rdi + 64]                 # blocks of 32 rows
        mov     r13d, 64                        # bytes from a row of a tile of B to the next
        test    rdx, rdx
        jz      half
block:
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
        cmp     qword ptr [rsp], 0
        je      wide
        mov     r9, [rsp]                       # or bf16 rows of this one, four a step
        mov     rsi, [rdi + 112]
        lea     rbp, [rsi + rsi]
wide:
        mov     rbx, rax                        # A, rows 0 to 15
        mov     r14, [rdi + 24]
        add     r14, rax                        # A, rows 16 to 31
        mov     r12, [rdi + 32]                 # B
        mov     r15, [rdi + 16]                 # bytes of A from a step to the next
        mov     rcx, [rdi + 72]                 # steps of 32
step:
        tileloadd tmm4, [rbx + r8]
        tileloadd tmm5, [r14 + r8]
        tileloadd tmm6, [r12 + r13]
        tileloadd tmm7, [r12 + r13 + 1024]
        fetch   0
        tdpbf16ps tmm0, tmm4, tmm6
        fetch   1
        tdpbf16ps tmm1, tmm4, tmm7
        fetch   2
        .rept   2
        prefetchw [r9]
        prefetchw [r9 + rsi]
        add     r9, rbp
        .endr
        tdpbf16ps tmm2, tmm5, tmm6
        fetch   3
        tdpbf16ps tmm3, tmm5, tmm7
        add     rbx, r15
        add     r14, r15
        add     r12, 2048
        dec     rcx
        jnz     step
        mov     rsi, r11
        shl     rsi, 4
        add     rsi, r10
        tilestored [r10 + r11], tmm0
        tilestored [r10 + r11 + 64], tmm1
        tilestored [rsi + r11], tmm2
        tilestored [rsi + r11 + 64], tmm3
        cmp     qword ptr [rsp], 0
        je      next
        round   32
next:
        mov     rsi, r11
        shl     rsi, 5
        add     r10, rsi
        mov     rsi, [rdi + 24]
        lea     rax, [rax + 2 * rsi]
        dec     rdx
        jnz     block
half:                                           # 16 rows more
        cmp     qword ptr [rdi + 80], 0
        je      done
        cmp     qword ptr [rdi + 56], 0
        je      halfclear
        tileloadd tmm0, [r10 + r11]
        tileloadd tmm1, [r10 + r11 + 64]
        jmp     halfmultiply
halfclear:
        tilezero tmm0
        tilezero tmm1
halfmultiply:
        mov     r12, [rdi + 32]
        mov     r15, [rdi + 16]
        mov     rcx, [rdi + 72]
halfstep:
        tileloadd tmm4, [rax + r8]
        tileloadd tmm6, [r12 + r13]
        tileloadd tmm7, [r12 + r13 + 1024]
        fetch   0
        fetch   1
        tdpbf16ps tmm0, tmm4, tmm6
        fetch   2
        fetch   3
        tdpbf16ps tmm1, tmm4, tmm7
        add     rax, r15
        add     r12, 2048
        dec     rcx
        jnz     halfstep
        tilestored [r10 + r11], tmm0
        tilestored [r10 + r11 + 64], tmm1
        cmp     qword ptr [rsp], 0
        je      done
        round   16
done:
        pop     rbp
        pop     rbp
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        ret
scores:                                         # C [rows, 32·blocks] = A [rows, 32·steps] · panels that a table of addresses names
        push    rbx
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
        add     rsi, [rdi + 96]
        mov     rbx, [rdi]
        mov     rcx, [rdi + 72]
        tilezero tmm0
        tilezero tmm1
scoresstep:
        few     rbx, rax
        add     rbx, [rdi + 16]
        add     r12, 2048
        add     rsi, 2048
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
        pop     rbx
        ret
gather:                                         # C [rows, 32] = A [rows, 32·blocks] · steps of B that a table of addresses names
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
        add     rsi, [rdi + 96]
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
        ret
configure:                                      # rdi: 64 bytes of tile configuration
        ldtilecfg [rdi]
        ret
release:
        tilerelease
        ret
