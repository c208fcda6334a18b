namespace Saenggak.Grading;

/// <summary>A union of intervals of real numbers with endpoints in order; a point is a closed interval of length 0.</summary>
internal sealed class RealSet(List<RealSet.Piece> pieces)
{
    private const int MaxPieces = 100;

    public List<Piece> Pieces { get; } = pieces;

    /// <summary>One end of an interval; no value stands for infinity.</summary>
    internal readonly record struct End(Node? Value, Enclosure Bounds, bool Closed);

    internal readonly record struct Piece(End Low, End High);

    public static RealSet? Between(Node? low, bool lowClosed, Node? high, bool highClosed, ScalarComparer scalars)
    {
        if (MakeEnd(low, lowClosed, scalars) is not { } left || MakeEnd(high, highClosed, scalars) is not { } right) return null;
        if (low is not null && high is not null)
        {
            int order = Order(left, right, scalars);
            if (order > 0 || (order == 0 && !(lowClosed && highClosed))) return new RealSet([]);
        }
        return new RealSet([new Piece(left, right)]);
    }

    public static RealSet? Union(RealSet a, RealSet b, ScalarComparer scalars)
    {
        if (a.Pieces.Count + b.Pieces.Count > MaxPieces) return null;
        List<Piece> all = [.. a.Pieces, .. b.Pieces];
        all.Sort((x, y) => OrderLow(x.Low, y.Low, scalars));
        var merged = new List<Piece>();
        foreach (Piece piece in all)
        {
            if (merged.Count > 0 && Touches(merged[^1].High, piece.Low, scalars))
            {
                Piece last = merged[^1];
                merged[^1] = last with { High = OrderHigh(last.High, piece.High, scalars) >= 0 ? last.High : piece.High };
            }
            else
            {
                merged.Add(piece);
            }
        }
        return new RealSet(merged);
    }

    public static RealSet? Intersect(RealSet a, RealSet b, ScalarComparer scalars)
    {
        if (a.Pieces.Count * b.Pieces.Count > MaxPieces) return null;
        var result = new List<Piece>();
        foreach (Piece x in a.Pieces)
        {
            foreach (Piece y in b.Pieces)
            {
                End low = OrderLow(x.Low, y.Low, scalars) >= 0 ? x.Low : y.Low;
                End high = OrderHigh(x.High, y.High, scalars) <= 0 ? x.High : y.High;
                bool empty = low.Value is not null && high.Value is not null
                    && Order(low, high, scalars) is var order && (order > 0 || (order == 0 && !(low.Closed && high.Closed)));
                if (!empty) result.Add(new Piece(low, high));
            }
        }
        return new RealSet(result);
    }

    public RealSet? Complement(ScalarComparer scalars)
    {
        var result = new RealSet([new Piece(default, default)]);
        foreach (Piece piece in Pieces)
        {
            var outside = new List<Piece>();
            if (piece.Low.Value is not null) outside.Add(new Piece(default, piece.Low with { Closed = !piece.Low.Closed }));
            if (piece.High.Value is not null) outside.Add(new Piece(piece.High with { Closed = !piece.High.Closed }, default));
            if (Intersect(result, new RealSet(outside), scalars) is not { } rest) return null;
            result = rest;
        }
        return result;
    }

    public bool IsAll => Pieces is [{ Low.Value: null, High.Value: null }];

    public static bool Same(RealSet a, RealSet b, ScalarComparer scalars)
    {
        if (a.Pieces.Count != b.Pieces.Count) return false;
        for (int i = 0; i < a.Pieces.Count; i++)
        {
            if (!SameEnd(a.Pieces[i].Low, b.Pieces[i].Low, scalars) || !SameEnd(a.Pieces[i].High, b.Pieces[i].High, scalars)) return false;
        }
        return true;
    }

    private static bool SameEnd(End a, End b, ScalarComparer scalars) =>
        a.Value is null || b.Value is null ? a.Value is null && b.Value is null : a.Closed == b.Closed && scalars.Same(a.Value, b.Value);

    private static End? MakeEnd(Node? value, bool closed, ScalarComparer scalars) =>
        value is null ? default(End) : scalars.Bounds(value) is { } bounds ? new End(value, bounds, closed) : null;

    private static int Order(End a, End b, ScalarComparer scalars)
    {
        if (a.Bounds.High < b.Bounds.Low) return -1;
        if (b.Bounds.High < a.Bounds.Low) return 1;
        return scalars.Same(a.Value!, b.Value!) ? 0 : a.Bounds.Low.CompareTo(b.Bounds.Low) is var order && order != 0 ? order : 1;
    }

    private static int OrderLow(End a, End b, ScalarComparer scalars)
    {
        if (a.Value is null || b.Value is null) return (a.Value is null ? 0 : 1) - (b.Value is null ? 0 : 1);
        int order = Order(a, b, scalars);
        return order != 0 ? order : (a.Closed ? 0 : 1) - (b.Closed ? 0 : 1);
    }

    private static int OrderHigh(End a, End b, ScalarComparer scalars)
    {
        if (a.Value is null || b.Value is null) return (a.Value is null ? 1 : 0) - (b.Value is null ? 1 : 0);
        int order = Order(a, b, scalars);
        return order != 0 ? order : (a.Closed ? 1 : 0) - (b.Closed ? 1 : 0);
    }

    private static bool Touches(End high, End low, ScalarComparer scalars)
    {
        if (high.Value is null || low.Value is null) return true;
        int order = Order(high, low, scalars);
        return order > 0 || (order == 0 && (high.Closed || low.Closed));
    }
}
