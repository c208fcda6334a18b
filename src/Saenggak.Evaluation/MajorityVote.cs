using Saenggak.Grading;

namespace Saenggak.Evaluation;

/// <summary>maj@n: the answer most samples agree on (self-consistency, arXiv 2203.11171).</summary>
public static class MajorityVote
{
    /// <summary>
    /// 1 when the most frequent answer is correct, 0 when not; where k answers tie, the share of them that are. Samples without an
    /// answer do not vote; without any vote it is 0.
    /// </summary>
    /// <param name="votes">For each sample the answer as written, null for none, and whether it is correct.</param>
    public static double Score(IEnumerable<(string? Answer, bool IsCorrect)> votes)
    {
        var camps = new List<(string Answer, bool IsCorrect, int Votes)>();
        foreach (var (answer, isCorrect) in votes)
        {
            if (answer is null) continue;
            int camp = camps.FindIndex(one => one.IsCorrect == isCorrect && (isCorrect || Same(one.Answer, answer)));
            if (camp < 0) camps.Add((answer, isCorrect, 1));
            else camps[camp] = camps[camp] with { Votes = camps[camp].Votes + 1 };
        }
        if (camps.Count == 0) return 0;
        int most = camps.Max(camp => camp.Votes);
        var top = camps.Where(camp => camp.Votes == most).ToArray();
        return (double)top.Count(camp => camp.IsCorrect) / top.Length;
    }

    // What grading cannot compare is compared as it is written.
    private static bool Same(string a, string b) => a == b || Grader.AreEqual(a, b) == true;
}
