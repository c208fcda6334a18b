using System.Globalization;
using System.Runtime.InteropServices;

namespace Saenggak.Data.Problems;

/// <summary>A family read into a form that writes problems quickly.</summary>
internal sealed class FamilyPlan
{
    // A family whose numbers are drawn at random and then checked finds a fit within dozens of draws; this many mean it never will.
    private const int MaxDraws = 20_000;

    // Names that end in a consonant mostly take the suffix 이 in children's problems (민준이는), sometimes none (민준은).
    private const double SuffixedNames = 0.75;

    private readonly NumberPlan _numbers;
    private readonly StepPlan[] _steps;
    private readonly (string Slot, string Category)[] _cast;
    private readonly ulong _salt;

    /// <summary>The family as declared.</summary>
    public ProblemFamily Family { get; }

    /// <summary>Reads a family.</summary>
    /// <exception cref="FormatException">A part of the declaration cannot be read; the message names the family.</exception>
    public FamilyPlan(ProblemFamily family)
    {
        Family = family;
        _salt = SplitMix64.Hash(family.Name);
        try
        {
            _numbers = new NumberPlan(family.Numbers);
            _steps = [.. family.Steps.Select(step => new StepPlan(step, _numbers.Slots))];
            _cast = [.. family.Cast.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ReadCast)];
            RefuseDuplicates(_cast.Select(member => member.Slot).Concat(_numbers.Slots));
        }
        catch (FormatException e)
        {
            throw new FormatException($"family {family.Name}: {e.Message}", e);
        }
    }

    /// <summary>Draws one combination of numbers that keeps to the limits, with the results of the steps behind them.</summary>
    /// <param name="limits">How large numbers may be.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="accepts">Told the hash of a combination; decides whether this split may use it.</param>
    /// <returns>The values by slot, or null where the limits or the split leave the family no combination.</returns>
    public long[]? DrawNumbers(ProblemWriterOptions limits, SplitMix64 random, Func<ulong, bool> accepts)
    {
        var values = new long[_numbers.Slots.Count];
        for (int draw = 0; draw < MaxDraws; draw++)
        {
            if (_numbers.TryDraw(values, limits, random) && RunSteps(values, limits) && accepts(CombinationHash(values))) return values;
        }
        return null;
    }

    /// <summary>Tells a problem with these numbers.</summary>
    public Problem Tell(string id, long[] values, SplitMix64 random)
    {
        var register = (SpeechRegister)random.Below(4);
        var telling = new Telling(DrawCast(random), _numbers.Slots, values, register, random);
        string prompt = telling.Fill(random.Pick(Family.Tellings));
        var solution = new SolutionStep[_steps.Length];
        for (int i = 0; i < _steps.Length; i++)
        {
            StepPlan step = _steps[i];
            long result = values[_numbers.Count + i];
            solution[i] = new SolutionStep(telling.Fill(step.What), step.Left.Value(values), step.Operator, step.Right.Value(values), result, telling.Fill(step.Unit));
        }
        return new Problem
        {
            Id = id,
            Prompt = prompt,
            Answer = solution[^1].Result.ToString(CultureInfo.InvariantCulture),
            Family = Family.Name,
            Register = Speech.NameOf(register),
            Solution = solution,
        };
    }

    private bool RunSteps(long[] values, ProblemWriterOptions limits)
    {
        foreach (StepPlan step in _steps)
        {
            if (!step.TryRun(values, limits)) return false;
        }
        return true;
    }

    private ulong CombinationHash(ReadOnlySpan<long> values) =>
        SplitMix64.Hash(MemoryMarshal.Cast<long, char>(values[.._numbers.Count]), _salt);

    private Dictionary<string, Noun> DrawCast(SplitMix64 random)
    {
        var cast = new Dictionary<string, Noun>(StringComparer.Ordinal);
        bool suffixed = random.Chance(SuffixedNames);
        foreach (var (slot, category) in _cast)
        {
            Noun drawn;
            do
            {
                drawn = category == "person" ? new Noun(Name(random.Pick(Lexicon.People), suffixed), "명") : random.Pick(Lexicon.Nouns[category]);
            }
            while (cast.ContainsValue(drawn));
            cast[slot] = drawn;
        }
        return cast;
    }

    private static string Name(string given, bool suffixed) =>
        suffixed && !KoreanText.EndsInVowel(given) ? given + "이" : given;

    private static void RefuseDuplicates(IEnumerable<string> slots)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string slot in slots)
        {
            if (!seen.Add(slot)) throw new FormatException($"slot {slot} is bound twice; give one of the two another name");
        }
    }

    private static (string Slot, string Category) ReadCast(string part)
    {
        string[] pair = part.Split(':');
        return pair.Length == 2 && (pair[1] == "person" || Lexicon.Nouns.ContainsKey(pair[1]))
            ? (pair[0], pair[1])
            : throw new FormatException($"«{part}» is no cast; expected slot:person or slot:category, one of {string.Join(' ', Lexicon.Nouns.Keys)}");
    }
}
