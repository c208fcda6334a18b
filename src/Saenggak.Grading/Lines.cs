namespace Saenggak.Grading;

/// <summary>
/// Finds loops that change one word a line («먼저 사과를 생각한다. 먼저 배를 생각한다. …»): lines or sentences that are the one before
/// but for one word, four in a row. Where a number or a formula changes it is an enumeration and no loop.
/// </summary>
internal struct Lines
{
    private const int MinWords = 3, MaxWords = 32, MinLines = 4;

    private Words current, previous;
    private int count, countBefore, alike, letters, inLoop, repeatedBefore;

    /// <summary>Takes a word of the line: a hash and its letters, 0 for a number or a formula.</summary>
    public void Add(uint hash, int letters)
    {
        if (count < MaxWords) current[count] = (hash, letters);
        count++;
        this.letters += letters;
    }

    /// <summary>Ends a line and returns how many letters of the text are repeated, given how many are by other rules.</summary>
    public int End(int repeated)
    {
        if (count == 0) return repeated;
        bool again = count == countBefore && count is >= MinWords and <= MaxWords && IsAlike();
        if (!again) (alike, inLoop, repeatedBefore) = (0, 0, repeated);
        else (alike, inLoop) = (alike + 1, inLoop + letters);
        (previous, countBefore, count, letters) = (current, count, 0, 0);
        return alike + 1 < MinLines ? repeated : Math.Max(repeated, repeatedBefore + inLoop);
    }

    // At most one word is another one, and no number or formula is.
    private readonly bool IsAlike()
    {
        int differing = 0;
        for (int i = 0; i < count; i++)
        {
            if (current[i].Hash == previous[i].Hash) continue;
            if (++differing > 1 || current[i].Letters == 0 || previous[i].Letters == 0) return false;
        }
        return true;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxWords)]
    private struct Words
    {
        private (uint Hash, int Letters) first;
    }
}
