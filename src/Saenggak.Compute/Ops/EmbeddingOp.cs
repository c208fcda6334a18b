using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <summary>Rows of a table W [V, D] by token id.</summary>
public static unsafe class EmbeddingOp
{
    /// <summary>y [T, D] f32: y[t] = W[ids[t]].</summary>
    public static void Forward(Device device, in Tensor w, ReadOnlySpan<int> ids, in Tensor y)
    {
        using var _ = device.Workers.Measure(new("embedding_forward"), bytes: 2 * y.Bytes);
        fixed (int* p = ids) device.Workers.RunRows(new ForwardJob { W = w, Y = y, Ids = p, Count = ids.Length }, ids.Length);
    }

    /// <summary>y [T, D] f32: y[t] = W[ids[t]], W in eight bits.</summary>
    public static void Forward(Device device, Int8Matrix w, ReadOnlySpan<int> ids, in Tensor y)
    {
        fixed (int* p = ids) device.Workers.RunRows(new Int8ForwardJob { W = w, Y = y, Ids = p, Count = ids.Length }, ids.Length);
    }

    /// <summary>dW [V, D] f32: dW[ids[t]] += dy[t], dy [T, D] f32. Columns are split, so that equal ids meet on one worker in order.</summary>
    public static void Backward(Device device, in Tensor dy, ReadOnlySpan<int> ids, in Tensor dw)
    {
        using var _ = device.Workers.Measure(new("embedding_backward"), bytes: 3 * dy.Bytes);
        fixed (int* p = ids) device.Workers.Run(new BackwardJob { Dy = dy, Dw = dw, Ids = p, Count = ids.Length });
    }

    private struct ForwardJob : IJob
    {
        public Tensor W, Y;
        public int* Ids;
        public int Count;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Count, worker, workers);
            for (int t = start; t < end; t++) Convert.CopyRow(W.RowAddress(Ids[t]), W.Type, Y.RowAddress(t), Y.Type, W.Cols);
        }
    }

    private struct Int8ForwardJob : IJob
    {
        public Int8Matrix W;
        public Tensor Y;
        public int* Ids;
        public int Count;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Count, worker, workers);
            for (int t = start; t < end; t++) W.CopyRow(Ids[t], Y.RowF32(t));
        }
    }

    private struct BackwardJob : IJob
    {
        public Tensor Dy, Dw;
        public int* Ids;
        public int Count;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Dy.Cols, worker, workers, 16);
            for (int t = 0; t < Count; t++)
            {
                float* from = (float*)Dy.RowAddress(t), to = (float*)Dw.RowAddress(Ids[t]);
                int i = start;
                for (; i <= end - 16; i += 16) (Vector512.Load(to + i) + Vector512.Load(from + i)).Store(to + i);
                for (; i < end; i++) to[i] += from[i];
            }
        }
    }
}
