// Made by make_kernel.sh from kernel.s.
namespace Saenggak.Compute.Cpu.Amx;

internal static partial class AmxKernel
{
    private const int Configure = 0x172;

    private const int Release = 0x178;

    private static ReadOnlySpan<byte> Code =>
    [
        // kernel
        0x53,                                                            // push rbx
        0x41, 0x54,                                                      // push r12
        0x41, 0x55,                                                      // push r13
        0x41, 0x56,                                                      // push r14
        0x41, 0x57,                                                      // push r15
        0x48, 0x8b, 0x07,                                                // mov rax,QWORD PTR [rdi]
        0x4c, 0x8b, 0x47, 0x08,                                          // mov r8,QWORD PTR [rdi+0x8]
        0x4c, 0x8b, 0x57, 0x28,                                          // mov r10,QWORD PTR [rdi+0x28]
        0x4c, 0x8b, 0x5f, 0x30,                                          // mov r11,QWORD PTR [rdi+0x30]
        0x48, 0x8b, 0x57, 0x40,                                          // mov rdx,QWORD PTR [rdi+0x40]
        0x41, 0xbd, 0x40, 0x00, 0x00, 0x00,                              // mov r13d,0x40
        0x48, 0x85, 0xd2,                                                // test rdx,rdx
        0x0f, 0x84, 0xce, 0x00, 0x00, 0x00,                              // je f9
        // block
        0x4c, 0x89, 0xde,                                                // mov rsi,r11
        0x48, 0xc1, 0xe6, 0x04,                                          // shl rsi,0x4
        0x4c, 0x01, 0xd6,                                                // add rsi,r10
        0x48, 0x83, 0x7f, 0x38, 0x00,                                    // cmp QWORD PTR [rdi+0x38],0x0
        0x74, 0x1c,                                                      // je 58
        0xc4, 0x82, 0x7b, 0x4b, 0x04, 0x1a,                              // tileloadd tmm0,[r10+r11*1]
        0xc4, 0x82, 0x7b, 0x4b, 0x4c, 0x1a, 0x40,                        // tileloadd tmm1,[r10+r11*1+0x40]
        0xc4, 0xa2, 0x7b, 0x4b, 0x14, 0x1e,                              // tileloadd tmm2,[rsi+r11*1]
        0xc4, 0xa2, 0x7b, 0x4b, 0x5c, 0x1e, 0x40,                        // tileloadd tmm3,[rsi+r11*1+0x40]
        0xeb, 0x14,                                                      // jmp 6c
        // clear
        0xc4, 0xe2, 0x7b, 0x49, 0xc0,                                    // tilezero tmm0
        0xc4, 0xe2, 0x7b, 0x49, 0xc8,                                    // tilezero tmm1
        0xc4, 0xe2, 0x7b, 0x49, 0xd0,                                    // tilezero tmm2
        0xc4, 0xe2, 0x7b, 0x49, 0xd8,                                    // tilezero tmm3
        // multiply
        0x48, 0x89, 0xc3,                                                // mov rbx,rax
        0x4c, 0x8b, 0x77, 0x18,                                          // mov r14,QWORD PTR [rdi+0x18]
        0x49, 0x01, 0xc6,                                                // add r14,rax
        0x4c, 0x8b, 0x67, 0x20,                                          // mov r12,QWORD PTR [rdi+0x20]
        0x4c, 0x8b, 0x7f, 0x10,                                          // mov r15,QWORD PTR [rdi+0x10]
        0x48, 0x8b, 0x4f, 0x48,                                          // mov rcx,QWORD PTR [rdi+0x48]
        // step
        0xc4, 0x82, 0x7b, 0x4b, 0x34, 0x2c,                              // tileloadd tmm6,[r12+r13*1]
        0xc4, 0xa2, 0x7b, 0x4b, 0x24, 0x03,                              // tileloadd tmm4,[rbx+r8*1]
        0xc4, 0xe2, 0x4a, 0x5c, 0xc4,                                    // tdpbf16ps tmm0,tmm4,tmm6
        0xc4, 0x82, 0x7b, 0x4b, 0xbc, 0x2c, 0x00, 0x04, 0x00, 0x00,      // tileloadd tmm7,[r12+r13*1+0x400]
        0xc4, 0xe2, 0x42, 0x5c, 0xcc,                                    // tdpbf16ps tmm1,tmm4,tmm7
        0xc4, 0x82, 0x7b, 0x4b, 0x2c, 0x06,                              // tileloadd tmm5,[r14+r8*1]
        0xc4, 0xe2, 0x4a, 0x5c, 0xd5,                                    // tdpbf16ps tmm2,tmm5,tmm6
        0xc4, 0xe2, 0x42, 0x5c, 0xdd,                                    // tdpbf16ps tmm3,tmm5,tmm7
        0x4c, 0x01, 0xfb,                                                // add rbx,r15
        0x4d, 0x01, 0xfe,                                                // add r14,r15
        0x49, 0x81, 0xc4, 0x00, 0x08, 0x00, 0x00,                        // add r12,0x800
        0x48, 0xff, 0xc9,                                                // dec rcx
        0x75, 0xbe,                                                      // jne 82
        0xc4, 0x82, 0x7a, 0x4b, 0x04, 0x1a,                              // tilestored [r10+r11*1],tmm0
        0xc4, 0x82, 0x7a, 0x4b, 0x4c, 0x1a, 0x40,                        // tilestored [r10+r11*1+0x40],tmm1
        0xc4, 0xa2, 0x7a, 0x4b, 0x14, 0x1e,                              // tilestored [rsi+r11*1],tmm2
        0xc4, 0xa2, 0x7a, 0x4b, 0x5c, 0x1e, 0x40,                        // tilestored [rsi+r11*1+0x40],tmm3
        0x4c, 0x89, 0xde,                                                // mov rsi,r11
        0x48, 0xc1, 0xe6, 0x05,                                          // shl rsi,0x5
        0x49, 0x01, 0xf2,                                                // add r10,rsi
        0x48, 0x8b, 0x77, 0x18,                                          // mov rsi,QWORD PTR [rdi+0x18]
        0x48, 0x8d, 0x04, 0x70,                                          // lea rax,[rax+rsi*2]
        0x48, 0xff, 0xca,                                                // dec rdx
        0x0f, 0x85, 0x32, 0xff, 0xff, 0xff,                              // jne 2b
        // half
        0x48, 0x83, 0x7f, 0x50, 0x00,                                    // cmp QWORD PTR [rdi+0x50],0x0
        0x74, 0x68,                                                      // je 168
        0x48, 0x83, 0x7f, 0x38, 0x00,                                    // cmp QWORD PTR [rdi+0x38],0x0
        0x74, 0x0f,                                                      // je 116
        0xc4, 0x82, 0x7b, 0x4b, 0x04, 0x1a,                              // tileloadd tmm0,[r10+r11*1]
        0xc4, 0x82, 0x7b, 0x4b, 0x4c, 0x1a, 0x40,                        // tileloadd tmm1,[r10+r11*1+0x40]
        0xeb, 0x0a,                                                      // jmp 120
        // halfclear
        0xc4, 0xe2, 0x7b, 0x49, 0xc0,                                    // tilezero tmm0
        0xc4, 0xe2, 0x7b, 0x49, 0xc8,                                    // tilezero tmm1
        // halfmultiply
        0x4c, 0x8b, 0x67, 0x20,                                          // mov r12,QWORD PTR [rdi+0x20]
        0x4c, 0x8b, 0x7f, 0x10,                                          // mov r15,QWORD PTR [rdi+0x10]
        0x48, 0x8b, 0x4f, 0x48,                                          // mov rcx,QWORD PTR [rdi+0x48]
        // halfstep
        0xc4, 0xa2, 0x7b, 0x4b, 0x24, 0x00,                              // tileloadd tmm4,[rax+r8*1]
        0xc4, 0x82, 0x7b, 0x4b, 0x34, 0x2c,                              // tileloadd tmm6,[r12+r13*1]
        0xc4, 0xe2, 0x4a, 0x5c, 0xc4,                                    // tdpbf16ps tmm0,tmm4,tmm6
        0xc4, 0x82, 0x7b, 0x4b, 0xbc, 0x2c, 0x00, 0x04, 0x00, 0x00,      // tileloadd tmm7,[r12+r13*1+0x400]
        0xc4, 0xe2, 0x42, 0x5c, 0xcc,                                    // tdpbf16ps tmm1,tmm4,tmm7
        0x4c, 0x01, 0xf8,                                                // add rax,r15
        0x49, 0x81, 0xc4, 0x00, 0x08, 0x00, 0x00,                        // add r12,0x800
        0x48, 0xff, 0xc9,                                                // dec rcx
        0x75, 0xd1,                                                      // jne 12c
        0xc4, 0x82, 0x7a, 0x4b, 0x04, 0x1a,                              // tilestored [r10+r11*1],tmm0
        0xc4, 0x82, 0x7a, 0x4b, 0x4c, 0x1a, 0x40,                        // tilestored [r10+r11*1+0x40],tmm1
        // done
        0x41, 0x5f,                                                      // pop r15
        0x41, 0x5e,                                                      // pop r14
        0x41, 0x5d,                                                      // pop r13
        0x41, 0x5c,                                                      // pop r12
        0x5b,                                                            // pop rbx
        0xc3,                                                            // ret
        // configure
        0xc4, 0xe2, 0x78, 0x49, 0x07,                                    // ldtilecfg [rdi]
        0xc3,                                                            // ret
        // release
        0xc4, 0xe2, 0x78, 0x49, 0xc0,                                    // tilerelease
        0xc3,                                                            // ret
    ];
}
