namespace Saenggak.Grading;

/// <summary>
/// Counts one text (a thought or an answer) for one wanted language: letters and words of running text in the wanted language and
/// in others, sentences hidden elsewhere, filler, loops and what is copied from the prompt. One pass, linear; pooled memory only.
/// </summary>
internal ref partial struct LanguageTally
{
    // Widths in letters. Eight letters seldom come twice in Korean prose; twelve in common with the prompt are a quotation.
    private const int LoopWidth = 8, CopyWidth = 12;

    private const int MaxPrompt = 1 << 14;

    // So many formulas are looked up in the prompt; the bound keeps the time linear.
    private const int MaxLookups = 256;

    private readonly ReadOnlySpan<char> text, prompt;
    private readonly bool korean;
    private HiddenText hidden;
    private Windows loops, copies, known;
    private Exempt labels, quoted;
    private Lines lines;
    private int lettersInChain, spelled, spelledEnd, spelledLower, copiedTo, streamed, lookups, pieceEnd;

    private LanguageTally(ReadOnlySpan<char> text, WantedLanguage wanted, ReadOnlySpan<char> prompt)
    {
        this.text = text;
        this.prompt = prompt.Length > MaxPrompt ? prompt[..MaxPrompt] : prompt;
        korean = wanted == WantedLanguage.Korean;
        hidden = new HiddenText(korean);
        loops = new Windows(LoopWidth, text.Length);
        copies = new Windows(CopyWidth, 0);
        known = new Windows(CopyWidth, this.prompt.Length);
        copiedTo = -1;
    }

    public int WantedLetters { get; private set; }
    public int ForeignLetters { get; private set; }
    public int WantedWords { get; private set; }
    public int ForeignWords { get; private set; }
    public int HiddenWords { get; private set; }
    public int FillerLetters { get; private set; }
    public int CopiedLetters { get; private set; }
    public int RepeatedLetters { get; private set; }
    public int NewWantedLetters { get; private set; }

    /// <summary>Letters and digits of running text.</summary>
    public readonly int Streamed => streamed;

    /// <summary>Formulas and code that are not copied from the prompt, in characters.</summary>
    public int OwnFormulas { get; private set; }

    /// <summary>Digits, operators and what stands in formulas, in characters.</summary>
    public int Mathematics { get; private set; }

    /// <summary>Words whose form was looked at, a long one counting as several, and those that look like the wanted language.</summary>
    public int FormWords { get; private set; }

    /// <summary>Korean words of one syllable, counters behind a number left out, and how many of them could be endings.</summary>
    public int SingleSyllables { get; private set; }

    /// <inheritdoc cref="SingleSyllables"/>
    public int SingleHits { get; private set; }

    /// <inheritdoc cref="FormWords"/>
    public int FormHits { get; private set; }

    /// <summary>Counts a text.</summary>
    public static LanguageTally Of(ReadOnlySpan<char> text, WantedLanguage wanted, ReadOnlySpan<char> prompt)
    {
        var tally = new LanguageTally(text, wanted, prompt);
        tally.ReadPrompt();
        tally.Read();
        tally.Finish();
        return tally;
    }

    /// <summary>Gives the pooled memory back; the counts stay.</summary>
    public void Dispose()
    {
        loops.Dispose();
        copies.Dispose();
        known.Dispose();
    }

    private void ReadPrompt()
    {
        for (int i = 0; i < prompt.Length;)
        {
            if (ProseText.Starts.Contains(prompt[i]) && ProseText.PieceAt(prompt, i, out int piece) != PieceKind.Prose)
            {
                known.PushAndAdd(Stamp(prompt.Slice(i, piece)));
                i += piece;
                continue;
            }
            if (Letters.At(prompt, i, out int length, out char folded) >= Letter.Digit) known.PushAndAdd(folded);
            i += length;
        }
    }

    private void Read()
    {
        for (int i = 0; i < text.Length;)
        {
            if (ProseText.Starts.Contains(text[i]) && ProseText.PieceAt(text, i, out int piece) is var kind and not PieceKind.Prose)
            {
                ReadOnlySpan<char> content = text.Slice(i, piece);
                hidden.Search(content, kind, adjacent: text[pieceEnd..i].IsWhiteSpace());
                pieceEnd = i + piece;
                int copied = CopiedLetters;
                char stamp = Stamp(content);
                Stream(stamp);
                lines.Add(stamp, letters: 0);
                if (kind == PieceKind.Formula) Mathematics += piece;
                if (copied == CopiedLetters && kind is (PieceKind.Formula or PieceKind.Code) && !IsInPrompt(content)) OwnFormulas += piece;
                i += piece;
                continue;
            }
            Letter letter = Letters.At(text, i, out int length, out char folded);
            switch (letter)
            {
                case Letter.Hangul or Letter.Jamo:
                    i = HangulRun(i);
                    break;
                case > Letter.Jamo:
                    i = OtherRun(i);
                    break;
                default:
                    if (letter == Letter.Digit)
                    {
                        Mathematics++;
                        Stream(folded);
                        lines.Add(folded, letters: 0);
                    }
                    else if (text[i] is '\n' or '.' or '!' or '?') EndLine();
                    else if (letter == Letter.None && text[i] is '=' or '+' or '*' or '/' or '^' or '<' or '>' or '×' or '÷' or '-') Mathematics++;
                    if (letter is not (Letter.Space or Letter.Mark) && text[i] is not (',' or '.' or ';' or ':' or '\'' or '"' or '-' or '!' or '?')) lettersInChain = 0;
                    i += length;
                    break;
            }
        }
        EndSpelling();
        EndLine();
        hidden.End();
    }

    // Lines that are the one before but for one word are repeated.
    private void EndLine() => RepeatedLetters = lines.End(RepeatedLetters);

    // Allowances end where they would hide a text: labels up to one for each word, quotations up to one for two.
    private void Finish()
    {
        int labelWords = 8 + WantedWords, quotedWords = 2 + WantedWords / 2, singleWords = 10 + WantedWords / 3, codeWords = 6 + WantedWords / 20, looseWords = 4 + WantedWords / 10;
        if (labels.Words > labelWords) AddForeign(labels.Words, labels.Letters);
        if (quoted.Words > quotedWords) AddForeign(quoted.Words, quoted.Letters);
        AddHidden(hidden.Words, hidden.Letters);
        if (hidden.SingleWords > singleWords && hidden.Words == 0) AddHidden(hidden.SingleWords, hidden.SingleLetters);
        AddHidden(hidden.SpelledWords, hidden.SpelledLetters);
        if (hidden.LooseFunctionWords > looseWords) AddHidden(hidden.LooseWords, hidden.LooseLetters);
        if (hidden.CodeWords > codeWords) AddHidden(hidden.CodeWords, hidden.CodeLetters);
    }

    private void AddForeign(int words, int letters) => (ForeignWords, ForeignLetters) = (ForeignWords + words, ForeignLetters + letters);

    private void AddHidden(int words, int letters)
    {
        HiddenWords += words;
        AddForeign(words, letters);
    }

    // Feeds the windows; true for a letter that is neither repeated nor copied.
    private bool Stream(char letter)
    {
        streamed++;
        bool repeated = loops.PushAndAdd(letter);
        if (repeated) RepeatedLetters++;
        bool copied = copies.PushAndLook(letter, ref known);
        if (copied)
        {
            CopiedLetters += Math.Min(CopyWidth, streamed - 1 - copiedTo);
            copiedTo = streamed - 1;
        }
        return !repeated && !copied;
    }

    private bool IsInPrompt(ReadOnlySpan<char> content) => lookups++ < MaxLookups && prompt.Contains(content, StringComparison.Ordinal);

    // One mark for a whole formula, so that loops of text with the same formulas are loops, and others are not.
    private static char Stamp(ReadOnlySpan<char> content)
    {
        uint hash = HashStart;
        foreach (char c in content) hash = Hash(hash, c);
        return (char)(hash ^ (hash >> 16));
    }

    // FNV-1a
    private static uint Hash(uint hash, char letter) => (hash ^ letter) * 16777619;

    private struct Exempt
    {
        public int Words { get; private set; }

        public int Letters { get; private set; }

        public void Add(int words, int letters) => (Words, Letters) = (Words + words, Letters + letters);
    }
}
