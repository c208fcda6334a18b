namespace Saenggak.Data.Problems;

/// <summary>Four sets of written problems with no prompt in common.</summary>
/// <param name="Sft">For supervised training on traces.</param>
/// <param name="Rl">For training on answers only; same families as <paramref name="Sft"/>, other prompts.</param>
/// <param name="TestSeen">Families of training with number combinations that training never uses.</param>
/// <param name="TestUnseen">Families that training never sees; report it apart from <paramref name="TestSeen"/>.</param>
public sealed record ProblemSplits(IReadOnlyList<Problem> Sft, IReadOnlyList<Problem> Rl, IReadOnlyList<Problem> TestSeen, IReadOnlyList<Problem> TestUnseen)
{
    /// <summary>Writes the four sets; the test count holds for each of the two test sets.</summary>
    /// <exception cref="Saenggak.Text.InputException">More problems are asked for than the families can tell within the options.</exception>
    public static ProblemSplits Build(ulong seed, int sftCount, int rlCount, int testCount, ProblemWriterOptions? options = null)
    {
        var writer = new ProblemWriter(seed, options);
        // The tests are written first: they stay the same when only the size of a training set changes.
        Problem[] seen = [.. writer.Write(testCount, FamilySplit.TestSeen, "ko-seen")];
        Problem[] unseen = [.. writer.Write(testCount, FamilySplit.TestUnseen, "ko-unseen")];
        Problem[] sft = [.. writer.Write(sftCount, FamilySplit.Train, "ko-sft")];
        Problem[] rl = [.. writer.Write(rlCount, FamilySplit.Train, "ko-rl")];
        return new ProblemSplits(sft, rl, seen, unseen);
    }
}
