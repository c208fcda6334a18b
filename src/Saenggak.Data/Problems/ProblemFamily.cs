namespace Saenggak.Data.Problems;

/// <summary>
/// A kind of word problem in declarative form. Adding a kind is adding one entry to a file under Families/.
/// </summary>
/// <remarks>
/// <para><see cref="Cast"/> binds slots to people and things: <c>p:person q:person i:fruit</c>. Two slots of one category differ.</para>
/// <para><see cref="Numbers"/> binds slots to integers, left to right: <c>a:addend</c>, <c>k:factor</c>, <c>a:5..20</c>, a chain
/// <c>n=q*k+r</c> evaluated strictly from left to right, or a condition <c>a&gt;b</c>. Draws whose steps leave the limits are thrown away.</para>
/// <para>A step reads <c>남은 {i} 수: s = a - b {i#}</c>: what it is, the slot of its result, two operands (slots or constants) and the unit.</para>
/// <para>In texts <c>{p}</c> is a name, <c>{i}</c> a noun, <c>{i#}</c> its counter, <c>{a}</c> a number; <c>^는</c> is the particle that fits
/// what stands before it; <c>[먹었다]</c>, <c>[남는가]</c>, <c>[인가]</c>, <c>[구하라]</c> are predicates put into the problem's register.</para>
/// </remarks>
public sealed record ProblemFamily
{
    /// <summary>Unique name, as problems carry it.</summary>
    public required string Name { get; init; }

    /// <summary>People and things by slot; may be empty.</summary>
    public string Cast { get; init; } = "";

    /// <summary>Numbers by slot.</summary>
    public required string Numbers { get; init; }

    /// <summary>One to four arithmetic steps; the result of the last is the answer.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>The wordings to choose from.</summary>
    public required IReadOnlyList<string> Tellings { get; init; }

    /// <summary>True where the family is kept out of training to test composition.</summary>
    public bool HeldOut { get; init; }

    /// <summary>How many arithmetic steps lead to the answer.</summary>
    public int StepCount => Steps.Count;
}
