using Saenggak.Data.Problems.Families;

namespace Saenggak.Data.Problems;

/// <summary>The built-in families.</summary>
public static class ProblemFamilies
{
    /// <summary>Every family.</summary>
    public static IReadOnlyList<ProblemFamily> All { get; } =
    [
        .. Belongings.Families,
        .. Sharing.Families,
        .. Shopping.Families,
        .. Passengers.Families,
        .. Ages.Families,
        .. Measures.Families,
        .. Farm.Families,
        .. Efforts.Families,
        .. Unseen.Families,
    ];

    /// <summary>The families that training problems are written from.</summary>
    public static IReadOnlyList<ProblemFamily> Training { get; } = [.. All.Where(family => !family.HeldOut)];

    /// <summary>The families that only <see cref="FamilySplit.TestUnseen"/> is written from.</summary>
    public static IReadOnlyList<ProblemFamily> HeldOut { get; } = [.. All.Where(family => family.HeldOut)];
}
