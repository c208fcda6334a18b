using System.Buffers;

namespace Saenggak.Grading;

/// <summary>Runs of letters: what each counts as.</summary>
internal ref partial struct LanguageTally
{
    private const uint HashStart = 2166136261;

    private const int MaxWord = 24, PeriodicRun = 6, LongestPeriod = 4, SameSyllables = 4, SpelledRun = 6;

    private static readonly SearchValues<char> Joints = SearchValues.Create(" .-_·*|/");

    private int HangulRun(int start)
    {
        EndSpelling();
        lettersInChain = 0;
        int i = start, syllables = 0, jamo = 0, fresh = 0, same = 0, filler = 0;
        uint hash = HashStart;
        char last = '\0', previous = '\0';
        bool consonants = true;
        while (i < text.Length)
        {
            Letter letter = Letters.At(text, i, out int length, out char folded);
            if (letter is not (Letter.Hangul or Letter.Jamo or Letter.Mark)) break;
            i += length;
            if (letter == Letter.Mark) continue;
            hash = Hash(hash, folded);
            if (letter == Letter.Jamo)
            {
                jamo++;
                consonants &= folded is >= 'ㄱ' and <= 'ㅎ' && folded != previous;
            }
            else
            {
                syllables++;
                last = folded;
                if (Stream(folded)) fresh++;
            }
            same = folded == previous ? same + 1 : 1;
            if (letter == Letter.Hangul && same >= SameSyllables) filler += same == SameSyllables ? SameSyllables : 1;
            previous = folded;
        }
        lines.Add(hash, syllables + jamo);
        // «각 ㄱㄴㄷ», «보기 ㄱ» name things; ㅋㅋ and ㅏㅏㅏ do not.
        if (jamo > 1 && !consonants) AddForeign(syllables == 0 ? 1 : 0, jamo);
        if (syllables == 0) return i;
        if (filler < PeriodicRun && syllables >= PeriodicRun) filler = Math.Max(filler, Periodic(text[start..i]));
        if (!korean)
        {
            bool name = prompt.Contains(text[start..i], StringComparison.Ordinal);
            if (name) quoted.Add(1, syllables);
            else AddForeign(1, syllables);
            return i;
        }
        FillerLetters += filler;
        AddForeign(filler > 0 ? 1 : 0, filler);
        if (filler > syllables / 2) return i;
        WantedWords++;
        WantedLetters += syllables - filler;
        NewWantedLetters += Math.Min(fresh, syllables - filler);
        // A run without spaces hides how many words it has.
        FormWords += 1 + (syllables - 1) / 6;
        bool ending = Vocabulary.EndsKorean(last);
        if (ending) FormHits += 1 + (syllables - 1) / 12;
        if (syllables > 1 || (start > 0 && Letters.At(text, start - 1, out _, out _) == Letter.Digit)) return i;
        SingleSyllables++;
        if (ending) SingleHits++;
        return i;
    }

    // All letters of a run that repeats a group of at most four, four times or more; else 0.
    private static int Periodic(ReadOnlySpan<char> run)
    {
        for (int period = 1; period <= LongestPeriod && run.Length >= 4 * period; period++)
        {
            int equal = 0;
            for (int i = period; i < run.Length; i++) equal += run[i] == run[i - period] ? 1 : 0;
            if (equal >= 0.8 * (run.Length - period)) return run.Length;
        }
        return 0;
    }

    private int OtherRun(int start)
    {
        Span<char> buffer = stackalloc char[MaxWord];
        int i = start, letters = 0, kept = 0, upper = 0, latin = 0, greek = 0, fresh = 0, end = start;
        uint hash = HashStart;
        while (i < text.Length)
        {
            Letter letter = Letters.At(text, i, out int length, out char folded);
            if (letter is not (Letter.Mark or > Letter.Jamo)) break;
            i += length;
            if (letter == Letter.Mark) continue;
            end = i;
            letters++;
            if (letter == Letter.Latin) latin++;
            else if (letter == Letter.Greek) greek++;
            if (char.IsAsciiLetterUpper(text[i - 1])) upper++;
            if (kept < MaxWord) buffer[kept++] = folded;
            hash = Hash(hash, folded);
            if (Stream(folded)) fresh++;
        }
        lines.Add(hash, letters);
        Classify(new Run(start, end, letters, upper, fresh, Plain: latin == letters, Greek: greek == letters, HasGreek: greek > 0), buffer[..kept]);
        return i;
    }

    private void Classify(in Run run, scoped ReadOnlySpan<char> word)
    {
        if (run.Letters == 1 && (run.Plain || run.Greek || word[0] < 128))
        {
            Spell(run);
            return;
        }
        EndSpelling();
        if (run.Greek && run.Letters <= 2) return;
        if (run.HasGreek && run.Letters <= 3)
        {
            // 2πr
            labels.Add(1, run.Letters);
            return;
        }
        if (!run.Plain)
        {
            // Chinese and Japanese have no spaces: two letters stand for a word.
            AddForeign(word[0] >= 0x2E80 ? (run.Letters + 1) / 2 : 1, run.Letters);
            return;
        }
        bool english = Vocabulary.IsEnglish(word);
        // «몇 cm», «(3/4)cm»
        bool unit = word.Length > 1 && !english && Vocabulary.IsMeasure(word);
        if (unit || Vocabulary.IsMathematics(word) || IsMeasure(run, word, english)) return;
        lettersInChain++;
        if (!korean)
        {
            WantedWords++;
            WantedLetters += run.Letters;
            NewWantedLetters += run.Fresh;
            FormWords += 1 + (run.Letters - 1) / 16;
            if (english) FormHits++;
            return;
        }
        bool formula = run.Letters <= 3 && !english && TouchesOperator(run);
        // ABC, GCD; NaCl, kWh
        bool capitals = lettersInChain < 3 && (run.Upper == run.Letters && run.Letters <= 5 ? run.Letters <= 2 || !english : run.Upper >= 2 && run.Letters <= 6 && !english);
        if (formula || capitals) labels.Add(1, run.Letters);
        else if (!english && lettersInChain < 5 && prompt.Contains(text[run.Start..run.End], StringComparison.OrdinalIgnoreCase)) quoted.Add(1, run.Letters);
        else AddForeign(1, run.Letters);
    }

    // 12cm, 3 kg, 2ab; but not the letters of «4n5w3r».
    private readonly bool IsMeasure(in Run run, scoped ReadOnlySpan<char> word, bool english)
    {
        int before = run.Start - 1;
        if (before >= 0 && text[before] is ' ' && word.Length > 1)
        {
            return before > 0 && Letters.At(text, before - 1, out _, out _) == Letter.Digit && Vocabulary.IsUnit(word);
        }
        bool behindDigit = before >= 0 && (text[before] == '/' || Letters.At(text, before, out _, out _) == Letter.Digit);
        if (!behindDigit) return false;
        if (Vocabulary.IsUnit(word)) return true;
        bool leet = run.End < text.Length && char.IsAsciiDigit(text[run.End]);
        return run.Letters <= 3 && !leet && !english;
    }

    private readonly bool TouchesOperator(in Run run)
    {
        int before = run.Start - 1, after = run.End;
        while (before >= 0 && text[before] == ' ') before--;
        while (after < text.Length && text[after] == ' ') after++;
        return (before >= 0 && IsOperator(text[before])) || (after < text.Length && IsOperator(text[after]));
    }

    private static bool IsOperator(char c) => c is '=' or '+' or '*' or '/' or '^' or '<' or '>' or '|' or '×' or '÷' or '·' or '−' or '-' or '≤' or '≥' or '≠' or '≈'
        or '∠' or '△' or '√' or '²' or '³' or '∥' or '⊥' or '≡' or '∽' or '⇒' or '→' or '∈' or '⊂' or '∩' or '∪';

    // Single letters are names (x, A); spelled out in a row («T h e  a n s w e r») they are text.
    private void Spell(in Run run)
    {
        ReadOnlySpan<char> gap = spelled > 0 ? text[spelledEnd..run.Start] : default;
        bool joined = spelled > 0 && gap.Length is 1 or 2 && gap.IndexOfAnyExcept(Joints) < 0;
        if (!joined) EndSpelling();
        spelled++;
        spelledEnd = run.End;
        spelledLower += run.Upper == 0 ? 1 : 0;
    }

    private void EndSpelling()
    {
        if (spelled >= SpelledRun && (spelledLower > 0 || spelled > 8)) AddForeign((spelled + 3) / 4, spelled);
        spelled = spelledLower = 0;
    }

    private readonly record struct Run(int Start, int End, int Letters, int Upper, int Fresh, bool Plain, bool Greek, bool HasGreek);
}
