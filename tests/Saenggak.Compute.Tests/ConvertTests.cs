using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests;

public sealed unsafe class ConvertTests : ComputeTest
{
    private const int SignBit = 0x8000;
    private const int Infinity = 0x7F80;

    [Fact]
    public void ToBF16_EveryPatternComesBack()
    {
        for (int pattern = 0; pattern <= ushort.MaxValue; pattern++)
        {
            float value = Convert.ToSingle((ushort)pattern);
            int back = Convert.ToBF16(value);
            if (float.IsNaN(value)) Assert.True(float.IsNaN(Convert.ToSingle((ushort)back)));
            else Assert.Equal(pattern, back);
        }
    }

    [Fact]
    public void ToBF16_RoundsToNearestAndTiesToEven()
    {
        for (int pattern = 0; pattern <= ushort.MaxValue; pattern++)
        {
            if ((pattern & ~SignBit) >= Infinity) continue;
            uint bits = (uint)pattern << 16;
            int even = pattern + (pattern & 1);
            Assert.Equal(pattern, Convert.ToBF16(BitConverter.UInt32BitsToSingle(bits | 0x7FFF)));
            Assert.Equal(even, Convert.ToBF16(BitConverter.UInt32BitsToSingle(bits | 0x8000)));
            Assert.Equal(pattern + 1, Convert.ToBF16(BitConverter.UInt32BitsToSingle(bits | 0x8001)));
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 0x7F80)]
    [InlineData(float.NegativeInfinity, 0xFF80)]
    [InlineData(float.MaxValue, 0x7F80)]
    [InlineData(0f, 0)]
    [InlineData(-0f, 0x8000)]
    [InlineData(float.Epsilon, 0)]
    [InlineData(1f, 0x3F80)]
    public void ToBF16_Extremes(float value, int pattern) => Assert.Equal(pattern, Convert.ToBF16(value));

    [Fact]
    public void ToBF16_NaNStaysNaNWhateverItsPayload()
    {
        foreach (uint bits in new uint[] { 0x7F800001, 0x7FFFFFFF, 0xFF800001, 0xFFFFFFFF, 0x7FC00000 })
        {
            Assert.True(float.IsNaN(Convert.ToSingle(Convert.ToBF16(BitConverter.UInt32BitsToSingle(bits)))));
        }
    }

    [Fact]
    public void CopyRow_VectorsAgreeWithSingleElements()
    {
        var random = new SplitMix64(5);
        var source = new float[1003];
        for (int i = 0; i < source.Length; i++) source[i] = BitConverter.UInt32BitsToSingle((uint)random.Next());
        (source[3], source[20], source[40], source[60]) = (float.NaN, float.PositiveInfinity, float.MaxValue, BitConverter.UInt32BitsToSingle(0x7F800001));
        var narrow = new ushort[source.Length];
        var wide = new float[source.Length];
        fixed (float* s = source, w = wide)
        fixed (ushort* n = narrow)
        {
            Convert.CopyRow((byte*)s, DType.F32, (byte*)n, DType.BF16, source.Length);
            Convert.CopyRow((byte*)n, DType.BF16, (byte*)w, DType.F32, source.Length);
        }
        for (int i = 0; i < source.Length; i++)
        {
            Assert.Equal(Convert.ToBF16(source[i]), narrow[i]);
            Assert.Equal(Convert.ToSingle(narrow[i]), wide[i]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    public void CopyRow_WritesExactlyTheCount(int count)
    {
        var source = new float[64];
        Array.Fill(source, 2f);
        var narrow = new ushort[64];
        fixed (float* s = source)
        fixed (ushort* n = narrow) Convert.CopyRow((byte*)s, DType.F32, (byte*)n, DType.BF16, count);
        Assert.Equal(count, narrow.Count(e => e == 0x4000));
        Assert.All(narrow[count..], e => Assert.Equal(0, e));
    }
}
