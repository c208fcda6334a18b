using Saenggak.Compute.Cpu;

namespace Saenggak.Compute.Tests.Cpu;

public class OneDnnTests
{
    // Codes of dnnl_cpu_isa_t in the headers of oneDNN 2.6 and 3.x.
    [Theory]
    [InlineData(2, 0x7, "avx2")]
    [InlineData(2, 0x3e7, "avx512_core_amx")]
    [InlineData(3, 0xfef, "avx512_core_amx")]
    [InlineData(3, 0x3e7, "0x3e7")]
    [InlineData(2, 0x407, "avx2_vnni")]
    [InlineData(3, 0xf, "avx2_vnni")]
    public void InstructionSet_DependsOnTheVersion(int major, int code, string name) => Assert.Equal(name, OneDnn.InstructionSet(major, code));
}
