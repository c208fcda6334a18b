namespace Saenggak.Grading;

/// <summary>
/// Words that formulas spell letter by letter («$t\,h\,e$», «$s\cdot u\cdot m$», «$t$ $h$ $e$»). Names of variables side by side are
/// mathematics; several that read as English words, or a long row of them with nothing but space between, are a text.
/// </summary>
internal struct SpelledWords
{
    // Three English words do not come about by chance; twelve variables with nothing between them do not either.
    private const int MinEnglish = 3, MinRow = 12, MinDistinct = 6;

    private const int MaxWord = 24, MaxChunk = 3, LettersInWord = 4;

    private Buffer word;
    private int length, chunks, english, words, letters, rowLetters, rowSmall, rowWords, rowWordLetters, rows;
    private uint joint, jointOfWord, seen;

    /// <summary>Words of texts that were spelled; 0 below the thresholds.</summary>
    public readonly int Words => (english >= MinEnglish ? words : 0) + (rows / LettersInWord);

    /// <summary>Their letters.</summary>
    public readonly int Letters => (english >= MinEnglish ? letters : 0) + rows;

    /// <summary>Takes a group of letters that stand together; a group of more than three is a word of its own.</summary>
    /// <param name="chunk">The letters in lower case.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="capitals">How many of them are capitals: points of a figure rather than letters of a word.</param>
    public void Add(scoped ReadOnlySpan<char> chunk, int count, int capitals)
    {
        if (count > MaxChunk)
        {
            End();
            return;
        }
        if (chunks > 1 && joint != jointOfWord) EndWord();
        if (count > 1) EndRow();
        else (rowLetters, rowSmall) = (rowLetters + 1, rowSmall + 1 - capitals);
        if (chunks == 1) jointOfWord = joint;
        foreach (char c in chunk)
        {
            if (length < MaxWord) word[length++] = c;
            seen |= 1u << (c & 31);
        }
        chunks++;
        joint = 0;
    }

    /// <summary>Takes a character or command between two groups of letters.</summary>
    /// <param name="mark">What it is.</param>
    /// <param name="space">It only sets letters apart, as operators do not.</param>
    public void Join(scoped ReadOnlySpan<char> mark, bool space)
    {
        if (chunks == 0) return;
        if (!space) EndRow();
        foreach (char c in mark) joint = (joint * 31) + c;
    }

    /// <summary>What follows belongs to no word.</summary>
    public void End()
    {
        EndWord();
        EndRow();
        joint = 0;
    }

    private void EndWord()
    {
        if (chunks > 1)
        {
            words++;
            letters += length;
            rowWords++;
            rowWordLetters += length;
            if (length > 2 && Vocabulary.IsEnglish(word[..length])) english++;
        }
        length = chunks = 0;
    }

    // The letters of a row count once, as the row.
    private void EndRow()
    {
        if (rowLetters >= MinRow && 2 * rowSmall > rowLetters && System.Numerics.BitOperations.PopCount(seen) >= MinDistinct)
        {
            EndWord();
            rows += rowLetters;
            words -= rowWords;
            letters -= rowWordLetters;
        }
        rowLetters = rowSmall = rowWords = rowWordLetters = 0;
        seen = 0;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxWord)]
    private struct Buffer
    {
        private char first;
    }
}
