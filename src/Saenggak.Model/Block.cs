using Saenggak.Compute;
using Saenggak.Compute.Ops;

namespace Saenggak.Model;

/// <summary>What a block's forward leaves for its backward. A is the model's precision.</summary>
internal struct BlockState
{
    /// <summary>[T, D] f32: residual stream before attention and before the feed-forward layer.</summary>
    public Tensor Attended, Fed;

    /// <summary>[1, T] f32: inverse root mean squares of the two.</summary>
    public Tensor AttendedInverse, FedInverse;

    /// <summary>[T, D] A: the two, normed.</summary>
    public Tensor AttentionInput, FeedInput;

    /// <summary>[T, (H+2G)K] A rotated; [T, (H+G)K] f32 before the head norms (Qwen3).</summary>
    public Tensor Qkv, NormInput;

    /// <summary>[T, H·K] A and [H, T] f32.</summary>
    public Tensor Output, LogSumExp;

    /// <summary>[T, 2F] A.</summary>
    public Tensor GateUp;
}

/// <summary>The tokens of one pass, as every block sees them.</summary>
internal readonly ref struct BlockInput
{
    public required Device Device { get; init; }

    public required Arena Arena { get; init; }

    public required RotaryTables Rotary { get; init; }

    public required ReadOnlySpan<int> Positions { get; init; }

    /// <summary>Offsets of packed sequences (training and scoring).</summary>
    public ReadOnlySpan<int> Starts { get; init; }

    /// <summary>Sequences with a past (generation).</summary>
    public ReadOnlySpan<CachedSequence> Cached { get; init; }

    /// <summary>The cache of the sequences.</summary>
    public KvCache? Cache { get; init; }
}

/// <summary>
/// One transformer block: x += Attention(RMSNorm(x)); x += SwiGLU(RMSNorm(x)). The residual stream is f32; the last addition is
/// left to the next block's norm, which takes it in the same pass. T tokens, D model, H heads, G kv heads, K head dim, F feed-forward.
/// </summary>
internal sealed class Block : IDisposable
{
    private readonly ModelConfig config;
    private readonly HeadShape shape;
    private readonly int index;
    private readonly int window;
    private readonly DType type;
    private readonly Parameter inputNorm, postNorm, qkv, o, gateUp, down;
    private readonly Parameter? qkvBias, qNorm, kNorm, oBias, gateUpBias, downBias;
    private readonly LinearWeight qkvWeight, oWeight, gateUpWeight, downWeight;

    public Block(Device device, ModelConfig config, ParameterStore store, int index, DType type)
    {
        (this.config, this.index, this.type) = (config, index, type);
        shape = new HeadShape(config.Heads, config.KvHeads, config.HeadDim);
        window = config.SlidingWindow is { } w && index >= config.FirstWindowLayer ? w : int.MaxValue;
        Parameter? Find(string name) => store.Find($"layers.{index}.{name}");
        Parameter Need(string name) => Find(name) ?? throw new InvalidOperationException($"layer {index} has no {name}");
        (inputNorm, postNorm, qkv, o, gateUp, down) = (Need("input_norm"), Need("post_norm"), Need("qkv"), Need("o"), Need("gate_up"), Need("down"));
        (qkvBias, qNorm, kNorm, oBias, gateUpBias, downBias) = (Find("qkv_bias"), Find("q_norm"), Find("k_norm"), Find("o_bias"), Find("gate_up_bias"), Find("down_bias"));
        qkvWeight = Linear(device, qkv);
        oWeight = Linear(device, o);
        gateUpWeight = Linear(device, gateUp);
        downWeight = Linear(device, down);
    }

    /// <summary>Runs the block on residual + delta; returns the new residual and the delta still to be added to it.</summary>
    public (Tensor Residual, Tensor Delta) Forward(in BlockInput input, in Tensor residual, in Tensor delta, out BlockState state)
    {
        var (device, arena) = (input.Device, input.Arena);
        int t = residual.Rows, d = config.HiddenSize;
        state = default;
        state.Attended = arena.Allocate(DType.F32, t, d);
        state.AttendedInverse = arena.Allocate(DType.F32, 1, t);
        state.AttentionInput = arena.Allocate(type, t, d);
        RmsNormOp.Forward(device, residual, delta, inputNorm.Weight, config.RmsNormEps, state.Attended, state.AttentionInput, state.AttendedInverse);

        state.Qkv = arena.Allocate(type, t, shape.QkvWidth);
        if (qNorm is not null) state.NormInput = arena.Allocate(DType.F32, t, (shape.Heads + shape.KvHeads) * shape.HeadDim);
        var between = arena.Allocate(DType.F32, t, d);
        state.Output = arena.Allocate(type, t, shape.QueryWidth);
        if (input.Cache is null) state.LogSumExp = arena.Allocate(DType.F32, shape.Heads, t);
        var mark = arena.Mark();
        var raw = arena.Allocate(DType.F32, t, shape.QkvWidth);
        LinearOp.Forward(device, state.AttentionInput, qkvWeight, raw);
        QkvOp.Forward(device, shape, raw, Of(qkvBias), Of(qNorm), Of(kNorm), config.RmsNormEps, input.Rotary, input.Positions, state.Qkv, state.NormInput);
        arena.Release(mark);
        if (input.Cache is { } cache) CachedAttentionOp.Forward(device, shape, state.Qkv, input.Cached, cache.Layer(index), window, state.Output);
        else AttentionOp.Forward(device, shape, state.Qkv, input.Starts, window, state.Output, state.LogSumExp);
        LinearOp.Forward(device, state.Output, oWeight, between);
        if (oBias is not null) LinearOp.AddBias(device, between, oBias.Weight);

        state.Fed = arena.Allocate(DType.F32, t, d);
        state.FedInverse = arena.Allocate(DType.F32, 1, t);
        state.FeedInput = arena.Allocate(type, t, d);
        RmsNormOp.Forward(device, state.Attended, between, postNorm.Weight, config.RmsNormEps, state.Fed, state.FeedInput, state.FedInverse);
        bool keep = input.Cache is null;
        if (keep) state.GateUp = arena.Allocate(type, t, 2 * config.IntermediateSize);
        mark = arena.Mark();
        var h = arena.Allocate(type, t, config.IntermediateSize);
        if (keep || gateUpBias is not null || !LinearOp.TryForwardGated(device, state.FeedInput, gateUpWeight, h))
        {
            if (!keep) state.GateUp = arena.Allocate(type, t, 2 * config.IntermediateSize);
            LinearOp.Forward(device, state.FeedInput, gateUpWeight, state.GateUp);
            if (gateUpBias is not null) LinearOp.AddBias(device, state.GateUp, gateUpBias.Weight);
            SwiGluOp.Forward(device, state.GateUp, h);
        }
        // The attention's delta has been added; its memory takes the feed-forward's.
        LinearOp.Forward(device, h, downWeight, between);
        arena.Release(mark);
        if (downBias is not null) LinearOp.AddBias(device, between, downBias.Weight);
        return (state.Fed, between);
    }

    /// <summary>
    /// Takes dResidual [T, D] f32, the gradient after the block, back to before it, in place, and accumulates the parameters'
    /// gradients. <paramref name="copy"/> is dResidual in the model's precision, before and after.
    /// </summary>
    public void Backward(in BlockInput input, in BlockState state, in Tensor dResidual, in Tensor copy)
    {
        var (device, arena) = (input.Device, input.Arena);
        int t = dResidual.Rows, d = config.HiddenSize, f = config.IntermediateSize;
        var mark = arena.Mark();
        var dy = arena.Allocate(DType.F32, t, d);

        var inner = arena.Mark();
        var dh = arena.Allocate(type, t, f);
        LinearOp.BackwardInput(device, copy, downWeight, dh);
        var dGateUp = arena.Allocate(type, t, 2 * f);
        var h = arena.Allocate(type, t, f);
        SwiGluOp.Backward(device, dh, state.GateUp, dGateUp, h);
        LinearOp.BackwardWeight(device, copy, h, down.Gradient);
        if (downBias is not null) LinearOp.BackwardBias(device, copy, downBias.Gradient);
        LinearOp.BackwardWeight(device, dGateUp, state.FeedInput, gateUp.Gradient);
        if (gateUpBias is not null) LinearOp.BackwardBias(device, dGateUp, gateUpBias.Gradient);
        LinearOp.BackwardInput(device, dGateUp, gateUpWeight, dy);
        arena.Release(inner);
        RmsNormOp.Backward(device, dy, state.Fed, postNorm.Weight, state.FedInverse, dResidual, postNorm.Gradient, Distinct(copy, dResidual));

        var dOutput = arena.Allocate(type, t, shape.QueryWidth);
        LinearOp.BackwardInput(device, copy, oWeight, dOutput);
        LinearOp.BackwardWeight(device, copy, state.Output, o.Gradient);
        if (oBias is not null) LinearOp.BackwardBias(device, copy, oBias.Gradient);
        var dQkv = arena.Allocate(type, t, shape.QkvWidth);
        AttentionOp.Backward(device, shape, state.Qkv, state.Output, state.LogSumExp, dOutput, input.Starts, window, dQkv);
        QkvOp.Backward(device, shape, dQkv, Of(qNorm), Of(kNorm), config.RmsNormEps, input.Rotary, input.Positions, state.NormInput,
            qNorm?.Gradient ?? default, kNorm?.Gradient ?? default);
        LinearOp.BackwardWeight(device, dQkv, state.AttentionInput, qkv.Gradient);
        if (qkvBias is not null) LinearOp.BackwardBias(device, dQkv, qkvBias.Gradient);
        LinearOp.BackwardInput(device, dQkv, qkvWeight, dy);
        RmsNormOp.Backward(device, dy, state.Attended, inputNorm.Weight, state.AttendedInverse, dResidual, inputNorm.Gradient, Distinct(copy, dResidual));
        arena.Release(mark);
    }

    /// <summary>Says that the weights have changed.</summary>
    public void Refresh()
    {
        qkvWeight.Refresh();
        oWeight.Refresh();
        gateUpWeight.Refresh();
        downWeight.Refresh();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        qkvWeight.Dispose();
        oWeight.Dispose();
        gateUpWeight.Dispose();
        downWeight.Dispose();
    }

    /// <summary>A parameter's weights as products take them, in whatever they are held.</summary>
    public static LinearWeight Linear(Device device, Parameter parameter)
        => parameter.Quantised is { } narrow ? new(device, narrow) : new(device, parameter.Weight);

    private static Tensor Of(Parameter? parameter) => parameter?.Weight ?? default;

    private static unsafe Tensor Distinct(in Tensor copy, in Tensor original) => copy.Data == original.Data ? default : copy;
}
