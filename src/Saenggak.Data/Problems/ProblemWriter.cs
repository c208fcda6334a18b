using System.Globalization;
using Saenggak.Text;

namespace Saenggak.Data.Problems;

/// <summary>
/// Writes Korean arithmetic word problems from the built-in families, balanced over one to four steps. The same seed and options
/// write the same problems. One writer never writes a prompt twice, whatever splits it is asked for. A family that finds no numbers
/// within the options is left out.
/// </summary>
/// <param name="seed">Where the random stream starts.</param>
/// <param name="options">The sizes of the numbers; the defaults suit small models.</param>
public sealed class ProblemWriter(ulong seed, ProblemWriterOptions? options = null)
{
    private const int TestShare = 8;

    // When this many tellings in a row repeat known prompts, the wanted count is beyond what the families can tell.
    private const int MaxRepeats = 10_000;

    private static readonly FamilyPlan[][] Training = ByStepCount(ProblemFamilies.Training);
    private static readonly FamilyPlan[][] HeldOut = ByStepCount(ProblemFamilies.HeldOut);

    private readonly ProblemWriterOptions _limits = options ?? new ProblemWriterOptions();
    private readonly HashSet<string> _prompts = new(StringComparer.Ordinal);
    private readonly HashSet<(FamilyPlan, FamilySplit)> _barren = [];
    private ulong _attempt;

    /// <summary>Writes problems of one split. Enumerating the result again writes further ones.</summary>
    /// <param name="count">How many.</param>
    /// <param name="split">Which families and number combinations.</param>
    /// <param name="idPrefix">What ids start with, e.g. <c>ko</c> for ko-000001.</param>
    /// <exception cref="InputException">More problems are asked for than the families can tell within the options.</exception>
    public IEnumerable<Problem> Write(int count, FamilySplit split, string idPrefix = "ko")
    {
        FamilyPlan[][] families = [.. (split == FamilySplit.TestUnseen ? HeldOut : Training).Where(group => group[0].Family.StepCount <= _limits.MaxSteps)];
        if (families.Length == 0) throw new InputException($"no problem family has {_limits.MaxSteps} steps or fewer in {split}; expected 1 to 4");
        for (int written = 0, repeats = 0; written < count;)
        {
            var random = new SplitMix64(seed, _attempt++);
            // The step count is drawn first, so that short and long problems come equally often.
            FamilyPlan family = random.Pick(random.Pick(families));
            if (DrawNumbers(family, split, random) is { } values
                && family.Tell(string.Create(CultureInfo.InvariantCulture, $"{idPrefix}-{written + 1:D6}"), values, random) is var problem
                && _prompts.Add(problem.Prompt))
            {
                written++;
                repeats = 0;
                yield return problem;
            }
            else if (++repeats > MaxRepeats)
            {
                throw new InputException($"the problem families tell no more than {written} new {split} problems within {_limits}; {count} were asked for: ask for fewer or raise the limits");
            }
        }
    }

    private long[]? DrawNumbers(FamilyPlan family, FamilySplit split, SplitMix64 random)
    {
        if (_barren.Contains((family, split))) return null;
        long[]? values = family.DrawNumbers(_limits, random, hash => Holds(split, hash));
        if (values is null) _barren.Add((family, split));
        return values;
    }

    private static bool Holds(FamilySplit split, ulong combination) => split switch
    {
        FamilySplit.Train => combination % TestShare != 0,
        FamilySplit.TestSeen => combination % TestShare == 0,
        _ => true,
    };

    private static FamilyPlan[][] ByStepCount(IEnumerable<ProblemFamily> families) =>
        [.. families.GroupBy(family => family.StepCount).OrderBy(group => group.Key).Select(group => group.Select(family => new FamilyPlan(family)).ToArray())];
}
