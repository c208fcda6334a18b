namespace Saenggak.Grading;

/// <summary>
/// Looks for sentences of a foreign language inside code, formulas, links and tags. Names, labels and function words of
/// mathematics and code pass («\text{speed}», «\text{otherwise}», <c>for item in items</c>); a run of words is prose wherever it stands.
/// </summary>
/// <param name="foreignIsLatin">English is foreign (Korean is wanted), or Hangul is.</param>
internal struct HiddenText(bool foreignIsLatin)
{
    // Fewer words than these in a row are a label: «\text{if } n \text{ is even}» has three.
    private const int MinFormulaRun = 4, MinCodeRun = 5, MinBareCodeRun = 9, MinTagRun = 3;

    private const int MaxWord = 24;

    // Words written together without a space, in letters; a name is shorter.
    private const int JoinedWords = 30, LettersInWord = 5;

    private PieceKind kind;
    private int runWords, runLetters, runFunctionWords;
    private DistinctWords single;
    private SpelledWords spelled;

    /// <summary>Words and letters of sentences in formulas, links and tags.</summary>
    public int Words { get; private set; }

    /// <inheritdoc cref="Words"/>
    public int Letters { get; private set; }

    /// <summary>Words and letters of sentences in code: comments, strings and long names.</summary>
    public int CodeWords { get; private set; }

    /// <inheritdoc cref="CodeWords"/>
    public int CodeLetters { get; private set; }

    /// <summary>Words outside formulas that are in no sentence, and how many of them only sentences need (the, we, that).</summary>
    public int LooseWords { get; private set; }

    /// <inheritdoc cref="LooseWords"/>
    public int LooseLetters { get; private set; }

    /// <inheritdoc cref="LooseWords"/>
    public int LooseFunctionWords { get; private set; }

    /// <summary>Different words of prose that stand alone between operators, and their letters.</summary>
    public readonly int SingleWords => single.Count;

    /// <inheritdoc cref="SingleWords"/>
    public readonly int SingleLetters => single.Letters;

    /// <summary>Words that formulas spell letter by letter, and their letters.</summary>
    public int SpelledWords => spelled.Words;

    /// <inheritdoc cref="SpelledWords"/>
    public int SpelledLetters => spelled.Letters;

    /// <summary>Looks through one piece.</summary>
    /// <param name="piece">The piece with its delimiters.</param>
    /// <param name="pieceKind">What it is.</param>
    /// <param name="adjacent">Nothing but white space stands between it and the piece before.</param>
    public void Search(ReadOnlySpan<char> piece, PieceKind pieceKind, bool adjacent)
    {
        kind = pieceKind;
        if (!adjacent || kind != PieceKind.Formula) spelled.End();
        Span<char> buffer = stackalloc char[MaxWord];
        for (int i = 0; i < piece.Length;)
        {
            if (piece[i] == '\\' && kind == PieceKind.Formula)
            {
                i += Command(piece[i..]);
                continue;
            }
            Letter letter = Grading.Letters.At(piece, i, out int length, out _);
            if (letter >= Letter.Hangul) i += Word(piece[i..], buffer);
            else
            {
                if (!Joins(piece, i, letter)) EndRun();
                bool space = letter is Letter.Space or Letter.Mark || piece[i] is '{' or '}' or '$' or '~' or '&';
                if (space || piece[i] is '+' or '-' or '*' or '.' or '_' or '^' or '/') spelled.Join(piece.Slice(i, 1), space);
                else spelled.End();
                i += length;
            }
        }
        EndRun();
    }

    /// <summary>Nothing follows.</summary>
    public void End() => spelled.End();

    private int Command(ReadOnlySpan<char> rest)
    {
        int end = 1;
        while (end < rest.Length && char.IsAsciiLetter(rest[end])) end++;
        ReadOnlySpan<char> name = rest[1..end];
        if (name.IsEmpty)
        {
            end = Math.Min(2, rest.Length);
            spelled.Join(rest[..end], space: true);
            return end;
        }
        if (Vocabulary.IsWrapper(name))
        {
            spelled.Join(name, space: true);
            return end;
        }
        if (name is "cdot" or "times" or "ast") spelled.Join(name, space: false);
        else spelled.End();
        // «\We \need \to \find» is a sentence of commands.
        Span<char> lower = stackalloc char[MaxWord];
        ReadOnlySpan<char> folded = name.Length <= MaxWord ? lower[..name.ToLowerInvariant(lower)] : name;
        if (Vocabulary.IsEnglish(folded) && (runWords > 0 || !Vocabulary.IsLatexName(folded))) AddWord(folded, folded.Length);
        else if (!Vocabulary.IsLatexName(folded)) EndRun();
        return end;
    }

    private int Word(ReadOnlySpan<char> rest, Span<char> buffer)
    {
        int at = 0, letters = 0, kept = 0, upper = 0;
        Letter first = Letter.None;
        bool foreign = false;
        while (at < rest.Length)
        {
            Letter letter = Grading.Letters.At(rest, at, out int length, out char folded);
            if (letter is < Letter.Hangul and not Letter.Mark) break;
            if (letter >= Letter.Hangul)
            {
                if (first == Letter.None) first = letter;
                // Hangul and Latin side by side are two words («sum을»).
                else if ((first == Letter.Hangul) != (letter == Letter.Hangul)) break;
                letters++;
                if (kept < MaxWord) buffer[kept++] = folded;
                if (folded != rest[at] || letter is not Letter.Latin) upper++;
                foreign |= letter is Letter.Other || (foreignIsLatin ? letter is Letter.Latin or Letter.Styled : letter is Letter.Hangul or Letter.Jamo);
            }
            at += length;
        }
        ReadOnlySpan<char> word = buffer[..kept];
        if (kind == PieceKind.Formula && foreignIsLatin && first is Letter.Latin or Letter.Styled) spelled.Add(word, letters, upper);
        else spelled.End();
        if (first == Letter.Hangul || first == Letter.Other)
        {
            // Chinese and Japanese have no spaces: two letters stand for a word.
            if (foreign) AddWord(word, letters, first == Letter.Other ? (letters + 1) / 2 : 1);
            return at;
        }
        bool name = letters < 2 || (upper == letters && first == Letter.Latin && !Vocabulary.IsEnglish(word));
        if (foreign && !name) AddWord(word, letters);
        return at;
    }

    private void AddWord(ReadOnlySpan<char> word, int letters, int words = 1)
    {
        if (kind == PieceKind.Code && Vocabulary.IsKeyword(word)) return;
        if (Vocabulary.IsMathematics(word)) return;
        if (letters > JoinedWords && words == 1) words = letters / LettersInWord;
        runWords += words;
        runLetters += letters;
        if (Vocabulary.IsFunctionWord(word)) runFunctionWords++;
        if (kind == PieceKind.Formula && (letters >= 4 || Vocabulary.IsEnglish(word))) single.Add(word, letters);
    }

    // Characters that stand between the words of one sentence.
    private readonly bool Joins(ReadOnlySpan<char> piece, int at, Letter letter)
    {
        if (letter is Letter.Space or Letter.Mark) return true;
        char c = piece[at], next = at + 1 < piece.Length ? piece[at + 1] : ' ';
        return kind switch
        {
            PieceKind.Formula => c is '{' or '}' or '~' or '&' or ',' or '.' or ';' or ':' or '\'' or '"' or '!' or '?' or '-' or '_' or '$' or '`' or '’',
            PieceKind.Code => c is '_' or '\'' or '-' or '#' or '/' or '*' or '`' or '’' || (c is ',' or '.' or '!' or '?' && next is ' ' or '\n'),
            _ => c is not ('(' or ')' or '='),
        };
    }

    private void EndRun()
    {
        // The words of an address are its own; function words show a sentence.
        bool sentence = kind switch
        {
            PieceKind.Formula => runWords >= MinFormulaRun,
            PieceKind.Tag => runWords >= MinTagRun,
            PieceKind.Code when runWords >= MinBareCodeRun => true,
            _ => runWords >= MinCodeRun && (runFunctionWords >= 2 || !foreignIsLatin),
        };
        if (sentence && kind == PieceKind.Code) (CodeWords, CodeLetters) = (CodeWords + runWords, CodeLetters + runLetters);
        else if (sentence) (Words, Letters) = (Words + runWords, Letters + runLetters);
        else if (kind != PieceKind.Formula)
        {
            (LooseWords, LooseLetters) = (LooseWords + runWords, LooseLetters + runLetters);
            LooseFunctionWords += runFunctionWords;
        }
        runWords = runLetters = runFunctionWords = 0;
    }

    /// <summary>Counts different words by a bit each; two that share a bit count once, which errs on the side of the writer.</summary>
    private struct DistinctWords
    {
        private Bits bits;

        public int Count { get; private set; }

        public int Letters { get; private set; }

        public void Add(ReadOnlySpan<char> word, int letters)
        {
            uint hash = 2166136261;
            foreach (char c in word) hash = (hash ^ c) * 16777619;
            hash ^= hash >> 16;
            ref ulong slot = ref bits[(int)((hash >> 6) & 3)];
            ulong bit = 1UL << (int)(hash & 63);
            if ((slot & bit) != 0) return;
            slot |= bit;
            Count++;
            Letters += letters;
        }

        [System.Runtime.CompilerServices.InlineArray(4)]
        private struct Bits
        {
            private ulong first;
        }
    }
}
