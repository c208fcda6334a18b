using System.Text;
using Saenggak.Training.Metrics;

namespace Saenggak.Training.Tests.Metrics;

public class Crc32CTests
{
    // RFC 3720, appendix B.4, and the common check value of "123456789".
    public static TheoryData<byte[], uint> Known => new()
    {
        { [], 0 },
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        { new byte[32], 0x8A9136AA },
        { [.. Enumerable.Repeat((byte)0xFF, 32)], 0x62A8AB43 },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)i)], 0x46DD794E },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))], 0x113FDB5C },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Compute_MatchesPublishedVectors(byte[] data, uint expected) => Assert.Equal(expected, Crc32C.Compute(data));

    [Fact]
    public void Compute_GoesOnOverPieces()
    {
        byte[] data = Encoding.UTF8.GetBytes("사과 세 개와 배 다섯 개를 더하면 여덟 개입니다.");
        for (int cut = 0; cut <= data.Length; cut++)
        {
            Assert.Equal(Crc32C.Compute(data), Crc32C.Compute(data.AsSpan(cut), Crc32C.Compute(data.AsSpan(0, cut))));
        }
    }
}
