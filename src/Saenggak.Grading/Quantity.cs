namespace Saenggak.Grading;

/// <summary>A number with its unit.</summary>
/// <param name="Value">The number as written; «50%» is 50 with <see cref="IsPercent"/>.</param>
/// <param name="Unit">The unit's name («cm», «원», «명»), empty for bare numbers and percentages.</param>
/// <param name="IsPercent">A per cent sign follows.</param>
/// <param name="Decimals">Decimal places as written, 0 for integers and fractions; 7.38E+19 has −17, for it is known to 10¹⁷.</param>
public readonly record struct Quantity(Rational Value, string Unit, bool IsPercent, int Decimals)
{
    private const int MaxLength = 256;

    /// <summary>
    /// Reads a whole text as one rational quantity: <c>12</c>, <c>-1,000.5</c>, <c>3/4</c>, <c>1 1/2</c>, <c>\frac{3}{4}</c>,
    /// <c>2분의 1</c>, <c>1만 5천 원</c>, <c>7.38E+19</c>, <c>총 12개</c>, <c>1시간 30분</c>, <c>x = 5</c>. False for anything else.
    /// </summary>
    public static bool TryParse(string text, out Quantity quantity)
    {
        quantity = default;
        if (text.Length is 0 or > MaxLength || AnswerReader.Read(text) is not { } node) return false;
        if (node is { Kind: NodeKind.Relation, Name: "=" } && node[0].Kind == NodeKind.Symbol) node = node[1];
        Unit? unit = node.Unit;
        if (unit is not null) node = node[0];
        if (!node.IsScalar || !new ScalarComparer(new WorkBudget()).IsRational(node, out Rational value)) return false;
        bool percent = unit is { IsPercent: true };
        quantity = new Quantity(value, percent ? "" : unit?.Name ?? "", percent, node.Decimals);
        return true;
    }
}
