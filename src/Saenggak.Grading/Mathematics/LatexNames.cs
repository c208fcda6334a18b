using System.Collections.Frozen;

namespace Saenggak.Grading;

/// <summary>The commands and words that the tokeniser knows.</summary>
internal static class LatexNames
{
    /// <summary>Commands that are one sign.</summary>
    public static readonly FrozenDictionary<string, char>.AlternateLookup<ReadOnlySpan<char>> Signs = Pairs(
        "times * cdot * ast * div / le ≤ leq ≤ leqslant ≤ leqq ≤ ge ≥ geq ≥ geqslant ≥ geqq ≥ lt < gt > ne ≠ neq ≠ approx ≈ simeq ≈ fallingdotseq ≈ pm ± mp ∓ in ∈ "
        + "cup ∪ cap ∩ setminus ∖ backslash ∖ infty ∞ circ ° degree ° percent % lbrace ⦃ rbrace ⦄ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ "
        + "lbrack [ rbrack ] lparen ( rparen ) colon : mid | vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ emptyset ∅ varnothing ∅ quad g qquad g prime ' equiv = "
        + "land , lor , wedge , vee , And , Or ,").ToFrozenDictionary(pair => pair.Name, pair => pair.Value[0], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Characters that mean another sign.</summary>
    public static readonly FrozenDictionary<char, char> Characters = Pairs(
        "× * · * ⋅ * ∙ * • * ÷ / ∕ / ⩽ ≤ ⩾ ≥ ≦ ≤ ≧ ≥ ≃ ≈ ≒ ≈ ∶ : ; , 、 , ∣ | ∥ ‖ ′ ' ≡ = ˚ ° º ° ∘ °").ToFrozenDictionary(pair => pair.Name[0], pair => pair.Value[0]);

    /// <summary>Commands that say how something looks and nothing else.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Dress = Words(
        "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle displaystyle textstyle scriptstyle limits nolimits mathstrut strut "
        + "boxed fbox overline underline overrightarrow overleftrightarrow vec hat bar tilde widehat widetilde mathbf boldsymbol bm mathcal mathfrak mathscr "
        + "triangle angle measuredangle rm bf it tt large Large small hline hspace vspace phantom therefore thinspace enspace"
        + " nonumber notag bold emph ensuremath overset stackrel");

    /// <summary>Commands whose braces hold text.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TextBoxes = Words("text textbf textit textrm textnormal textsf textup texttt mbox hbox mathrm operatorname mathsf unit si");

    /// <summary>Functions of one argument that may stand without brackets.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Functions = Words(
        "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh ln log lg exp max min gcd lcm det arg Re Im deg dim ker");

    /// <summary>Commands with arguments of their own.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Commands = Words("frac sqrt binom choose begin end pmod bmod mod");

    public static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Aliases = Pairs(
        "dfrac frac tfrac frac cfrac frac dbinom binom tbinom binom asin arcsin acos arccos atan arctan varphi phi varepsilon epsilon vartheta theta "
        + "operatorname* operatorname ldots dots cdots dots dotsc dots dotsb dots").ToFrozenDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Letters written as commands; everything else is unknown and makes the formula unreadable.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Letters = Words(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega "
        + "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar");

    /// <summary>The names that stand behind \begin and \end.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Environments = Words("matrix pmatrix bmatrix Bmatrix vmatrix smallmatrix array tabular cases");

    private static readonly string[] OneLetter = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];

    /// <summary>Words of prose as short as products of letters.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LittleWords = Words("or to is not so So we We the The get has are was can our all any let Let now Now");

    /// <summary>Words that stand between two answers.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Connectives = Words("and or 및 그리고 또는 혹은 이고 이며 또");

    /// <summary>The name of one ASCII letter.</summary>
    public static string Letter(char letter) => OneLetter[letter];

    private static IEnumerable<(string Name, string Value)> Pairs(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i + 1 < words.Length; i += 2) yield return (words[i], words[i + 1]);
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
