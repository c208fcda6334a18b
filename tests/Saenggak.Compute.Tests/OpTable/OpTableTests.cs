using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>Every fast op at every shape of the table against its twin in double.</summary>
public sealed class OpTableTests : ComputeTest
{
    private static readonly OpCase[] Table =
    [
        .. EmbeddingCases.All,
        .. LinearCases.All,
        .. Int8Cases.All,
        .. RmsNormCases.All,
        .. QkvCases.All,
        .. AttentionCases.All,
        .. CachedAttentionCases.All,
        .. SwiGluCases.All,
        .. LmHeadCases.All,
        .. ScalarHeadCases.All,
        .. OptimiserCases.All,
    ];

    public static TheoryData<string, DType> Cases
    {
        get
        {
            var data = new TheoryData<string, DType>();
            foreach (var c in Table)
            {
                data.Add(c.Name, DType.F32);
                data.Add(c.Name, DType.BF16);
            }
            return data;
        }
    }

    [Fact]
    public void NamesAreUnique() => Assert.Equal(Table.Length, Table.Select(c => c.Name).Distinct().Count());

    [Theory]
    [MemberData(nameof(Cases))]
    public void FastOp_MatchesItsTwin_OnAnyNumberOfWorkers(string name, DType type)
    {
        var c = Table.Single(c => c.Name == name);
        Dictionary<string, double[]>? expected = null;
        for (int workers = 1; workers <= 3; workers++)
        {
            using var device = new Device(workers);
            // Two workers also take operands whose rows have gaps.
            var first = Run(c, device, type, gap: workers == 2 ? 3 : 0, ref expected);
            var second = Run(c, device, type, gap: workers == 2 ? 3 : 0, ref expected);
            foreach (var operand in c.Operands) Assert.True(first[operand.Name].AsSpan().SequenceEqual(second[operand.Name]), $"{name}, {type}, {workers} workers: {operand.Name} differs between two runs");
        }
    }

    /// <summary>One run: checks every operand, and hands back their bytes. The twin is asked once, as its inputs never change.</summary>
    private static Dictionary<string, byte[]> Run(OpCase c, Device device, DType type, int gap, ref Dictionary<string, double[]>? expected)
    {
        using var arena = new Arena(1 << 20);
        var tensors = new Dictionary<string, GuardedTensor>();
        var numbers = new Dictionary<string, double[]>();
        foreach (var o in c.Operands)
        {
            var tensor = tensors[o.Name] = new GuardedTensor(arena, o.TypeIn(type), o.Rows, o.Cols, o.Cols + (o.Contiguous ? 0 : gap));
            if (o.Role != Role.Output) numbers[o.Name] = tensor.Fill(Draw(c, o));
        }
        var before = c.Operands.ToDictionary(o => o.Name, o => tensors[o.Name].Bytes());
        c.Fast(new OpRun(device, arena, type, tensors));
        if (expected is null) c.Twin(expected = numbers);
        string where = $"{c.Name}, {type}, {device.Workers.Count} workers, gap {gap}";
        foreach (var o in c.Operands)
        {
            Assert.True(tensors[o.Name].IsIntact(), $"{where}: something was written outside {o.Name}");
            if (o.Role == Role.Input) Assert.True(before[o.Name].AsSpan().SequenceEqual(tensors[o.Name].Bytes()), $"{where}: the input {o.Name} was changed");
            else Compare($"{where}: {o.Name}", expected[o.Name], tensors[o.Name].View, type == DType.F32 ? c.SingleTolerance : c.BrainTolerance);
        }
        return tensors.ToDictionary(t => t.Key, t => t.Value.Bytes());
    }

    private static double[] Draw(OpCase c, Operand o)
    {
        ulong seed = 14695981039346656037;
        foreach (char letter in $"{c.Name}/{o.Name}") seed = (seed ^ letter) * 1099511628211;
        var drawn = SplitMix64.Signed(seed, o.Rows * o.Cols, o.Scale);
        return o.Positive ? Array.ConvertAll(drawn, Math.Abs) : drawn;
    }

    private static void Compare(string what, double[] expected, in Tensor actual, double tolerance)
    {
        var got = actual.ToArray();
        Assert.Equal(expected.Length, got.Length);
        double scale = expected.Length == 0 ? 0 : expected.Max(Math.Abs), worst = -1;
        int at = 0;
        for (int i = 0; i < got.Length; i++)
        {
            double error = double.IsNaN(got[i]) ? double.PositiveInfinity : Math.Abs(got[i] - expected[i]);
            if (error > worst) (worst, at) = (error, i);
        }
        Assert.True(worst <= tolerance * scale, $"{what}[{at / actual.Cols}, {at % actual.Cols}]: got {(got.Length == 0 ? 0 : got[at]):R}, expected {(got.Length == 0 ? 0 : expected[at]):R}; error {worst / scale:E2} of the largest element {scale:R}, allowed {tolerance:E1}");
    }
}
