using Saenggak.Compute;
using Saenggak.Model.Safetensors;

namespace Saenggak.Model.Checkpoints;

/// <summary>
/// Reads many tensors from mapped files in pieces that workers take one after the other: copied and converted, or only checked where
/// they are used as they lie. A worker whose core does something else besides takes fewer pieces.
/// </summary>
internal sealed class WeightReading(bool checksValues)
{
    /// <summary>Elements of a piece: many for a worker's turn, few for the last one to wait for.</summary>
    private const long PieceElements = 1 << 20;

    private readonly List<Piece> pieces = [];
    private readonly Lock gate = new();
    private int next;
    private (int Piece, long Element) bad = (int.MaxValue, 0);

    /// <summary>Adds a tensor, f32, f16 or bf16, of the shape of <paramref name="target"/>.</summary>
    public unsafe void Add(in RawTensor tensor, in Tensor target, string file)
    {
        bool lies = tensor.Data == target.Data;
        if (lies && !checksValues) return;
        int rows = (int)Math.Clamp(PieceElements / Math.Max(target.Cols, 1), 1, Math.Max(target.Rows, 1));
        for (int row = 0; row < target.Rows; row += rows)
        {
            pieces.Add(new(tensor, row, target.RowRange(row, Math.Min(rows, target.Rows - row)), !lies, file));
        }
    }

    /// <summary>Reads all, on the calling thread alone where there are no <paramref name="workers"/>.</summary>
    /// <exception cref="InvalidDataException">A tensor holds NaN or infinity; of several the first is named.</exception>
    public void Run(Workers? workers)
    {
        next = 0;
        var job = new Job { Reading = this };
        if (workers is null) job.Run(0, 1);
        else workers.Run(job);
        if (bad.Piece == int.MaxValue) return;
        var piece = pieces[bad.Piece];
        long element = (long)piece.Row * piece.Target.Cols + bad.Element;
        throw new InvalidDataException(
            $"{piece.File}: tensor {piece.Source.Name} holds {FiniteScan.Describe(piece.Target, bad.Element)} at element {element}; expected finite numbers; use an earlier checkpoint");
    }

    private void Read(int index)
    {
        var piece = pieces[index];
        if (piece.Copies) piece.Source.CopyTo(piece.Target, piece.Row);
        if (!checksValues) return;
        long element = FiniteScan.FirstNonFinite(piece.Target);
        if (element < 0) return;
        lock (gate)
        {
            if (index < bad.Piece) bad = (index, element);
        }
    }

    private readonly record struct Piece(RawTensor Source, int Row, Tensor Target, bool Copies, string File);

    private struct Job : IJob
    {
        public WeightReading Reading;

        public readonly void Run(int worker, int workers)
        {
            for (int i; (i = Interlocked.Increment(ref Reading.next) - 1) < Reading.pieces.Count;) Reading.Read(i);
        }
    }
}
