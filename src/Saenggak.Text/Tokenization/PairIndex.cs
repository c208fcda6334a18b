using System.Runtime.InteropServices;

namespace Saenggak.Text.Tokenization;

/// <summary>Two adjacent tokens; ordered by the left id, then the right.</summary>
internal readonly record struct Pair(int Left, int Right) : IComparable<Pair>
{
    public int CompareTo(Pair other) => Left != other.Left ? Left.CompareTo(other.Left) : Right.CompareTo(other.Right);

    public override int GetHashCode() => (int)ByteHash.Of(((ulong)(uint)Left << 32) | (uint)Right);
}

/// <summary>
/// How often each pair of adjacent tokens stands in the corpus and in which words, kept up to date as merges change the
/// words, and the most frequent pair at any time (ties: the smaller pair).
/// </summary>
internal sealed class PairIndex
{
    private const int None = -1;

    private readonly Dictionary<Pair, State> _states = [];
    private readonly PriorityQueue<Pair, (long Count, Pair Pair)> _queue = new(MostFrequentFirst);
    private readonly List<Pair> _raised = [];

    // Lists of words by pair, all in one pool: entry i names a word and the next entry of its list.
    private (int Word, int Next)[] _entries = new (int, int)[1 << 16];
    private int _entryCount;
    private int _free = None;

    /// <summary>Counts a pair more often and notes the word it stands in.</summary>
    public void Raise(Pair pair, long by, int word)
    {
        ref State state = ref CollectionsMarshal.GetValueRefOrAddDefault(_states, pair, out bool exists);
        if (!exists) state.Head = None;
        state.Count += by;
        if (!state.Raised)
        {
            state.Raised = true;
            _raised.Add(pair);
        }
        // A word is worked through in one go, so a repeated note of it is the latest one.
        if (state.Head == None || _entries[state.Head].Word != word) state.Head = NewEntry(word, state.Head);
    }

    /// <summary>Counts a pair less often; a pair that has just been taken is no longer counted.</summary>
    public void Lower(Pair pair, long by)
    {
        ref State state = ref CollectionsMarshal.GetValueRefOrNullRef(_states, pair);
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref state)) state.Count -= by;
    }

    /// <summary>Lets the pairs raised since the last call compete to be taken.</summary>
    public void OfferRaised()
    {
        foreach (Pair pair in _raised)
        {
            ref State state = ref CollectionsMarshal.GetValueRefOrNullRef(_states, pair);
            state.Raised = false;
            if (state.Count > 0) _queue.Enqueue(pair, (state.Count, pair));
        }
        _raised.Clear();
    }

    /// <summary>Takes the most frequent pair out of the index together with the words it may stand in; false when none is left.</summary>
    public bool TryTake(out Pair pair, out long count, List<int> words)
    {
        words.Clear();
        while (_queue.TryDequeue(out pair, out var offered))
        {
            // An offer is out of date when its pair has become rarer since, or has been taken.
            if (!_states.TryGetValue(pair, out State state)) continue;
            if (state.Count != offered.Count)
            {
                if (state.Count > 0 && state.Count < offered.Count) _queue.Enqueue(pair, (state.Count, pair));
                continue;
            }
            for (int entry = state.Head; entry != None;)
            {
                words.Add(_entries[entry].Word);
                entry = FreeEntry(entry);
            }
            _states.Remove(pair);
            count = state.Count;
            return true;
        }
        count = 0;
        return false;
    }

    private static Comparer<(long Count, Pair Pair)> MostFrequentFirst { get; } = Comparer<(long Count, Pair Pair)>.Create(
        static (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : a.Pair.CompareTo(b.Pair));

    private int NewEntry(int word, int next)
    {
        int entry = _free;
        if (entry != None)
        {
            _free = _entries[entry].Next;
        }
        else
        {
            if (_entryCount == _entries.Length) Array.Resize(ref _entries, _entries.Length * 2);
            entry = _entryCount++;
        }
        _entries[entry] = (word, next);
        return entry;
    }

    private int FreeEntry(int entry)
    {
        int next = _entries[entry].Next;
        _entries[entry].Next = _free;
        _free = entry;
        return next;
    }

    private struct State
    {
        public long Count;
        public int Head;
        public bool Raised;
    }
}
