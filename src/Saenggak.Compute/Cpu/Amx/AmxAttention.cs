using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Saenggak.Compute.Ops;

namespace Saenggak.Compute.Cpu.Amx;

/// <summary>
/// Causal attention of one key/value head of one packed sequence on AMX tiles, from bf16: blocks of 64 queries over chunks of 256 keys
/// with the online softmax of FlashAttention (arXiv 2205.14135); its backward from the saved log-sum-exp. Of a long sequence all queries
/// meet one stretch of keys after the other, which stays in the second-level cache meanwhile. Sums are f32; probabilities and their
/// gradients are rounded to bf16 as operands. K head dim, a multiple of 32; L tokens of the sequence. The calling thread has its tiles.
/// </summary>
internal readonly unsafe ref struct AmxAttention
{
    private const int QueryRows = 64;
    private const int Chunk = 256;
    private const int Panel = AmxPacking.Panel;
    private const int ScoreRow = Chunk * sizeof(float);
    private const int OperandRow = Chunk * sizeof(ushort);

    // Half of the second-level cache of the processors that have tiles; the rest is for the queries that pass by.
    private const int StretchBytes = 1 << 20;
    private const int ForwardKeyBytes = 2 * sizeof(ushort), BackwardKeyBytes = 3 * sizeof(ushort) + 2 * sizeof(float);

    private readonly int dim, length, padded, window, stretch;
    private readonly float scale;
    private readonly byte* keysAcross, values, valuesAcross, keys, query, dOut, queryPanels, dOutPanels, probabilities, dScores, transposed;
    private readonly float* scores, dProbabilities, output, maxima, sums, dKeys, dValues;

    /// <summary>Lays out <see cref="Bytes"/> of scratch memory for a sequence of <paramref name="length"/> tokens.</summary>
    public AmxAttention(HeadShape shape, int length, int window, byte* scratch, bool backward)
    {
        (dim, this.length, padded) = (shape.HeadDim, length, Padded(length));
        // A window beyond every key hides none; cut to that, so that differences with it stay in range.
        this.window = Math.Min(window, length);
        scale = 1 / MathF.Sqrt(dim);
        stretch = Stretch(dim, backward);
        long sequence = (long)padded * dim * sizeof(ushort), block = QueryRows * (long)dim * sizeof(ushort);
        byte* at = scratch;
        keysAcross = Take(ref at, sequence);
        values = Take(ref at, sequence);
        query = Take(ref at, block);
        scores = (float*)Take(ref at, QueryRows * ScoreRow);
        probabilities = Take(ref at, QueryRows * OperandRow);
        long open = OpenRows(length, stretch);
        output = (float*)Take(ref at, open * dim * sizeof(float));
        maxima = (float*)Take(ref at, open * sizeof(float));
        sums = (float*)Take(ref at, open * sizeof(float));
        if (!backward) return;
        valuesAcross = values;
        keys = Take(ref at, sequence);
        dOut = Take(ref at, block);
        queryPanels = Take(ref at, block);
        dOutPanels = Take(ref at, block);
        dProbabilities = (float*)Take(ref at, QueryRows * ScoreRow);
        dScores = Take(ref at, QueryRows * OperandRow);
        transposed = Take(ref at, QueryRows * OperandRow);
        dKeys = (float*)Take(ref at, 2 * sequence);
        dValues = (float*)Take(ref at, 2 * sequence);
    }

    /// <summary>Whether the operands are such as the kernel takes.</summary>
    public static bool Fits(HeadShape shape, in Tensor qkv, in Tensor o)
        => AmxKernel.IsAvailable && qkv.Type == DType.BF16 && o.Type == DType.BF16 && shape.HeadDim % Panel == 0;

    /// <summary>Scratch bytes of a worker for sequences of up to <paramref name="longest"/> tokens.</summary>
    public static long Bytes(HeadShape shape, int longest, bool backward)
    {
        long sequence = (long)Padded(longest) * shape.HeadDim * sizeof(ushort), block = QueryRows * (long)shape.HeadDim * sizeof(ushort);
        long open = OpenRows(longest, Stretch(shape.HeadDim, backward)) * (shape.HeadDim + 2) * sizeof(float);
        return open + (backward
            ? 7 * sequence + 4 * block + QueryRows * (2 * ScoreRow + 3 * OperandRow)
            : 2 * sequence + block + QueryRows * (ScoreRow + OperandRow));
    }

    /// <summary>Packs the sequence's keys and values for the forward; rows of <paramref name="k"/> and <paramref name="v"/> are tokens.</summary>
    public void Load(in MatrixView k, in MatrixView v)
    {
        PackAcross(k, keysAcross);
        PackRows(v, length, padded, values);
    }

    /// <summary>The same for the backward, and clears the gradients of both.</summary>
    public void LoadBackward(in MatrixView k, in MatrixView v)
    {
        PackAcross(k, keysAcross);
        PackAcross(v, valuesAcross);
        PackRows(k, length, padded, keys);
        NativeBuffer.ZeroBytes((byte*)dKeys, (long)padded * dim * sizeof(float));
        NativeBuffer.ZeroBytes((byte*)dValues, (long)padded * dim * sizeof(float));
    }

    /// <summary>One query head: o [L, K] bf16, and log-sum-exp of every row where it is asked for.</summary>
    public void Forward(in MatrixView q, in MatrixView o, float* logSumExp)
    {
        for (int first = 0; first < length; first += stretch)
        {
            for (int i = first; i < length && FirstKey(i) < first + stretch; i += QueryRows)
            {
                int rows = Math.Min(QueryRows, length - i), blocks = (rows + Panel - 1) / Panel, end = i + rows, open = Open(i);
                float* sum = output + (long)open * dim, max = maxima + open, total = sums + open;
                var a = Rows(q, i, rows, blocks, query);
                bool any = FirstKey(i) < first;
                for (int r = 0; r < rows && !any; r++) (max[r], total[r]) = (float.NegativeInfinity, 0);
                int stop = Math.Min(end, first + stretch);
                for (int j = Math.Max(first, FirstKey(i)); j < stop; j += Chunk, any = true)
                {
                    int count = Math.Min(Chunk, Padded(stop - j));
                    Scores(a, blocks, keysAcross, j, count, scores);
                    for (int r = 0; r < rows; r++) Softmax(r, i + r - j, count, sum + r * dim, ref max[r], ref total[r]);
                    Values(probabilities, blocks, values, j, count, sum, any);
                }
                if (stop < end) continue;
                for (int r = 0; r < rows; r++)
                {
                    var factor = Vector512.Create(1 / total[r]);
                    byte* to = o.At(i + r, 0).Data;
                    for (int d = 0; d < dim; d += 16) Brain16.Store(Vector512.Load(sum + r * dim + d) * factor, to, d);
                    if (logSumExp != null) logSumExp[i + r] = max[r] * scale + MathF.Log(total[r]);
                }
            }
        }
    }

    /// <summary>One query head backwards: dq, and its part of the gradients of keys and values.</summary>
    public void Backward(in MatrixView q, in MatrixView o, in MatrixView dO, float* logSumExp, in MatrixView dQ)
    {
        float* delta = stackalloc float[QueryRows];
        for (int first = 0; first < length; first += stretch)
        {
            for (int i = first; i < length && FirstKey(i) < first + stretch; i += QueryRows)
            {
                int rows = Math.Min(QueryRows, length - i), blocks = (rows + Panel - 1) / Panel, depth = blocks * Panel, end = i + rows;
                float* sum = output + (long)Open(i) * dim;
                MatrixView a = Rows(q, i, rows, blocks, query), b = Rows(dO, i, rows, blocks, dOut);
                PackRows(a, depth, depth, queryPanels);
                PackRows(b, depth, depth, dOutPanels);
                for (int r = 0; r < rows; r++) delta[r] = Dot(o.At(i + r, 0).Data, b.At(r, 0).Data);
                bool any = FirstKey(i) < first;
                int stop = Math.Min(end, first + stretch);
                for (int j = Math.Max(first, FirstKey(i)); j < stop; j += Chunk, any = true)
                {
                    int count = Math.Min(Chunk, Padded(stop - j));
                    Scores(a, blocks, keysAcross, j, count, scores);
                    Scores(b, blocks, valuesAcross, j, count, dProbabilities);
                    for (int r = 0; r < rows; r++) Gradients(r, i + r - j, count, logSumExp[i + r], delta[r]);
                    for (int r = rows; r < depth; r++)
                    {
                        new Span<byte>(probabilities + r * OperandRow, count * sizeof(ushort)).Clear();
                        new Span<byte>(dScores + r * OperandRow, count * sizeof(ushort)).Clear();
                    }
                    Values(dScores, blocks, keys, j, count, sum, any);
                    Transposed(probabilities, blocks, dOutPanels, j, count, dValues);
                    Transposed(dScores, blocks, queryPanels, j, count, dKeys);
                }
                if (stop == end) Store(sum, rows, dQ.At(i, 0));
            }
        }
    }

    /// <summary>Writes the gradients of keys and values.</summary>
    public void StoreBackward(in MatrixView dK, in MatrixView dV)
    {
        Store(dKeys, length, dK);
        Store(dValues, length, dV);
    }

    private static int Padded(int n) => (n + Panel - 1) / Panel * Panel;

    /// <summary>Keys that stay in the cache while the queries pass by.</summary>
    private static int Stretch(int dim, bool backward) => Math.Max(1, StretchBytes / (dim * (backward ? BackwardKeyBytes : ForwardKeyBytes)) / Chunk) * Chunk;

    /// <summary>Rows whose sums are unfinished at once: a block of queries, or all of them where there are several stretches.</summary>
    private static int OpenRows(int length, int stretch) => length > stretch ? Padded(length) : QueryRows;

    private static byte* Take(ref byte* at, long bytes)
    {
        byte* part = at;
        at += bytes;
        return part;
    }

    /// <summary>Where the sums of the block of queries at <paramref name="i"/> begin.</summary>
    private int Open(int i) => length > stretch ? i : 0;

    private int FirstKey(int query) => Math.Max(0, query - window + 1) / Panel * Panel;

    /// <summary>Blocks of whole rows: where they lie, or a copy filled up with zeros.</summary>
    private MatrixView Rows(in MatrixView from, int start, int rows, int blocks, byte* copy)
    {
        if (rows == blocks * Panel) return from.At(start, 0);
        long bytes = dim * sizeof(ushort);
        for (int r = 0; r < rows; r++) Buffer.MemoryCopy(from.At(start + r, 0).Data, copy + r * bytes, bytes, bytes);
        NativeBuffer.ZeroBytes(copy + rows * bytes, (blocks * Panel - rows) * bytes);
        return new MatrixView(copy, DType.BF16, dim, 1);
    }

    /// <summary>[L, K] as the B [K, L] of q·kᵀ: a panel for each 32 tokens.</summary>
    private void PackAcross(in MatrixView tokens, byte* target)
    {
        var across = new MatrixView(tokens.Data, tokens.Type, 1, tokens.RowStride);
        for (int t = 0; t < length; t += Panel) AmxPacking.PackPanel(across.At(0, t), dim, length - t, target + t / Panel * AmxPacking.PanelBytes(dim));
    }

    /// <summary>Rows [count, K] as the B of a product over rows: a panel for each 32 of K, rows filled up with zeros to <paramref name="depth"/>.</summary>
    private void PackRows(in MatrixView rows, int count, int depth, byte* target)
    {
        int whole = count / Panel * Panel;
        byte* tail = stackalloc byte[Panel * Panel * sizeof(ushort)];
        for (int c = 0; c < dim; c += Panel, target += AmxPacking.PanelBytes(depth))
        {
            AmxPacking.PackPanel(rows.At(0, c), whole, Panel, target);
            if (whole == depth) continue;
            new Span<byte>(tail, Panel * Panel * sizeof(ushort)).Clear();
            for (int r = whole; r < count; r++) Vector512.Load(rows.At(r, c).Data).Store(tail + (r - whole) * 64);
            AmxPacking.PackPanel(new MatrixView(tail, DType.BF16, Panel, 1), Panel, Panel, target + AmxPacking.PanelBytes(whole));
        }
    }

    /// <summary>target [rows, count] = a · across[:, j … j + count].</summary>
    private void Scores(in MatrixView a, int blocks, byte* across, int j, int count, float* target)
    {
        long row = a.RowStride * sizeof(ushort);
        var arguments = new AmxArguments
        {
            A = a.Data, ARow = row, AStep = 64, AHalf = AmxPacking.TileRows * row, CRow = ScoreRow, Blocks = blocks, Steps = dim / Panel,
        };
        for (int c = 0; c < count; c += Panel)
        {
            arguments.B = across + (j + c) / Panel * AmxPacking.PanelBytes(dim);
            arguments.C = (byte*)(target + c);
            AmxKernel.Run(&arguments);
        }
    }

    /// <summary>target [rows, K] (+)= operand [rows, count] · tokens[j … j + count, :].</summary>
    private void Values(byte* operand, int blocks, byte* tokens, int j, int count, float* target, bool accumulate)
    {
        var arguments = new AmxArguments
        {
            A = operand, ARow = OperandRow, AStep = 64, AHalf = AmxPacking.TileRows * OperandRow, CRow = dim * sizeof(float),
            Accumulate = accumulate ? 1 : 0, Blocks = blocks, Steps = count / Panel,
        };
        for (int d = 0; d < dim; d += Panel)
        {
            arguments.B = tokens + d / Panel * AmxPacking.PanelBytes(padded) + AmxPacking.PanelBytes(j);
            arguments.C = (byte*)(target + d);
            AmxKernel.Run(&arguments);
        }
    }

    /// <summary>target [j … j + count, K] += operandᵀ · rows.</summary>
    private void Transposed(byte* operand, int blocks, byte* rows, int j, int count, float* target)
    {
        int depth = blocks * Panel;
        AmxPacking.PackTransposed(new MatrixView(operand, DType.BF16, Chunk, 1), depth, count, transposed);
        var arguments = new AmxArguments
        {
            A = transposed, ARow = 64, AStep = AmxPacking.TileBytes, AHalf = blocks * AmxPacking.TileBytes, CRow = dim * sizeof(float),
            Accumulate = 1, Blocks = count / Panel, Steps = blocks,
        };
        for (int d = 0; d < dim; d += Panel)
        {
            arguments.B = rows + d / Panel * AmxPacking.PanelBytes(depth);
            arguments.C = (byte*)(target + (long)j * dim + d);
            AmxKernel.Run(&arguments);
        }
    }

    /// <summary>Turns a row of scores into probabilities that are not yet divided by their sum. <paramref name="last"/> is the last column that the row sees.</summary>
    private void Softmax(int row, int last, int count, float* values, ref float max, ref float sum)
    {
        float* s = scores + row * Chunk;
        ushort* p = (ushort*)(probabilities + row * OperandRow);
        Hide(s, last, count);
        Vector512<float> top = Vector512.Load(s), other = Vector512.Load(s + 16);
        for (int c = 32; c < count; c += 32)
        {
            top = Vector512.MaxNative(top, Vector512.Load(s + c));
            other = Vector512.MaxNative(other, Vector512.Load(s + c + 16));
        }
        float newMax = Math.Max(max, Simd.Largest(Vector512.MaxNative(top, other)));
        if (newMax == float.NegativeInfinity)
        {
            new Span<ushort>(p, count).Clear();
            return;
        }
        float total = Simd.ExpToBF16(s, p, count, scale, -newMax * scale);
        if (newMax != max)
        {
            float fade = MathF.Exp((max - newMax) * scale);
            sum *= fade;
            var by = Vector512.Create(fade);
            // Before the first chunk there is nothing to fade, and the memory may hold anything.
            for (int d = 0; d < dim && fade > 0; d += 16) (Vector512.Load(values + d) * by).Store(values + d);
            if (fade == 0) new Span<float>(values, dim).Clear();
            max = newMax;
        }
        sum += total;
    }

    /// <summary>Probabilities again, and the gradients of the scores.</summary>
    private void Gradients(int row, int last, int count, float logSumExp, float delta)
    {
        float* s = scores + row * Chunk, dp = dProbabilities + row * Chunk;
        ushort* p = (ushort*)(probabilities + row * OperandRow), ds = (ushort*)(dScores + row * OperandRow);
        Hide(s, last, count);
        var factor = Vector512.Create(scale);
        var shift = Vector512.Create(-logSumExp);
        var centre = Vector512.Create(delta);
        for (int c = 0; c < count; c += 32)
        {
            var low = Simd.Exp(Vector512.FusedMultiplyAdd(Vector512.Load(s + c), factor, shift));
            var high = Simd.Exp(Vector512.FusedMultiplyAdd(Vector512.Load(s + c + 16), factor, shift));
            Simd.StoreFiniteBF16(low, high, p + c);
            Simd.StoreBF16(low * factor * (Vector512.Load(dp + c) - centre), high * factor * (Vector512.Load(dp + c + 16) - centre), ds + c);
        }
    }

    /// <summary>Hides columns after <paramref name="last"/>, and those that the window has left behind.</summary>
    private void Hide(float* row, int last, int count)
    {
        int first = Math.Max(last + 1, 0), before = last - window;
        if (first < count) new Span<float>(row + first, count - first).Fill(float.NegativeInfinity);
        if (before >= 0) new Span<float>(row, Math.Min(before + 1, count)).Fill(float.NegativeInfinity);
    }

    private float Dot(byte* a, byte* b)
    {
        var sum = Vector512<float>.Zero;
        for (int d = 0; d < dim; d += 16) sum = Vector512.FusedMultiplyAdd(Brain16.Load(a, d), Brain16.Load(b, d), sum);
        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(float* from, int rows, in MatrixView to)
    {
        for (int r = 0; r < rows; r++, from += dim)
        {
            byte* row = to.At(r, 0).Data;
            for (int d = 0; d < dim; d += 16) Brain16.Store(Vector512.Load(from + d), row, d);
        }
    }
}
