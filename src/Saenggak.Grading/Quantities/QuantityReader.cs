namespace Saenggak.Grading;

/// <summary>
/// Reads a whole text without LaTeX as one quantity: a number in digits or Korean words with its unit, several of one kind
/// (1시간 30분) or of different kinds (3월 5일), a time of day, a sum of money.
/// </summary>
internal static class QuantityReader
{
    private const int MaxLength = 256;
    private const int MaxParts = 6;
    private const int LongestEnding = 12;

    private static readonly string[] Prefixes = ["총", "바로", "모두", "전부", "다 합쳐", "합쳐", "합하여", "합해", "합계", "섭씨", "영상", "=", "US$"];
    private static readonly string[] Currencies = ["$", "₩", "€", "£", "¥"];
    private static readonly string[] Minus = ["마이너스", "영하", "-"];

    // «시속 60km» is 60 km/h.
    private static readonly (string Word, string Per)[] Speeds = [("시속", "시간"), ("분속", "분"), ("초속", "초")];

    // English words after a number that are no counters, though they end in s or stand like one.
    private static readonly HashSet<string> NoCounters = new(StringComparer.OrdinalIgnoreCase)
    {
        "less", "plus", "minus", "times", "is", "was", "has", "versus", "vs", "this", "as", "thus", "its", "means", "equals", "does", "cos", "abs",
    };

    /// <summary>The quantity as a number, a measured number, a time of day, or a tuple of measured numbers; null for anything else.</summary>
    public static Node? Read(ReadOnlySpan<char> text)
    {
        text = StripOuter(text);
        if (text.Length is 0 or > MaxLength || text.Contains('\\')) return null;
        if (SaidAgain(text) is { } twice) return twice;
        if (KoreanPhrase.Read(text) is { } phrase) return phrase;
        if (!TryPrefixes(ref text, out Unit? currency, out string? per)) return null;
        bool negative = TryTake(ref text, Minus);
        if (!negative && text.Length > 1 && text[0] == '+') text = text[1..].TrimStart();
        if (currency is null && TryTakeCurrency(ref text, out currency) && text.IsEmpty) return null;
        if (ClockText.Read(text) is { } clock) return negative || currency is not null ? null : clock;
        if (Parts(text) is not { } parts) return null;
        Node? result = Join(parts, currency);
        if (result is null) return null;
        if (per is not null) result = Speed(result, per);
        return negative && result is not null ? Negative(result) : result;
    }

    private static ReadOnlySpan<char> StripOuter(ReadOnlySpan<char> text)
    {
        text = text.Trim().TrimEnd(".,;。").TrimEnd();
        while (text.Length > 2 && text[0] == '(' && text[^1] == ')' && text[1..^1].IndexOfAny("(),") < 0) text = text[1..^1].Trim();
        return text;
    }

    // «7 (일곱 개)», «15,000원(만 오천 원)»: a number and, in brackets, the same in words. Two that differ are no quantity.
    private static Node? SaidAgain(ReadOnlySpan<char> text)
    {
        int open = text.IndexOf('(');
        if (open <= 0 || text[^1] != ')' || text[open..].IndexOfAnyInRange('가', '힣') < 0) return null;
        if (Read(text[..open]) is not { } first || Read(text[(open + 1)..^1]) is not { } again) return null;
        (Node number, Node other) = (Bare(first), Bare(again));
        bool same = number.IsNumber && other.IsNumber && number.Value == other.Value
            && (first.Unit is not { } unit || again.Unit is not { } second || unit.Name == second.Name);
        return same ? (first.Unit is null ? again : first) : null;
    }

    private static Node Bare(Node quantity) => quantity.Kind == NodeKind.Measured ? quantity[0] : quantity;

    private static bool TryPrefixes(ref ReadOnlySpan<char> text, out Unit? currency, out string? per)
    {
        (currency, per) = (null, null);
        while (TryTake(ref text, Prefixes))
        {
        }
        foreach ((string word, string unit) in Speeds)
        {
            if (!text.StartsWith(word, StringComparison.Ordinal)) continue;
            text = text[word.Length..].TrimStart();
            per = unit;
        }
        return !TryTakeCurrency(ref text, out currency) || !text.IsEmpty;
    }

    private static bool TryTakeCurrency(ref ReadOnlySpan<char> text, out Unit? currency)
    {
        currency = null;
        foreach (string sign in Currencies)
        {
            if (!text.StartsWith(sign, StringComparison.Ordinal)) continue;
            text = text[1..].TrimStart();
            return Units.TryFind(sign, out currency!);
        }
        return false;
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, string[] words)
    {
        foreach (string word in words)
        {
            if (text.Length <= word.Length || !text.StartsWith(word, StringComparison.Ordinal)) continue;
            text = text[word.Length..].TrimStart();
            return true;
        }
        return false;
    }

    // 1시간 30분, 3m 20cm, 2학년 3반, 1시간 반.
    private static List<(Node Number, Unit? Unit)>? Parts(ReadOnlySpan<char> text)
    {
        List<(Node Number, Unit? Unit)>? parts = null;
        while (!text.IsEmpty)
        {
            if (parts is not null && text is "반" && parts[^1].Unit is { } whole)
            {
                parts.Add((Node.Half, whole));
                return parts;
            }
            if (parts is { Count: MaxParts } || !NumberText.TryRead(text, out Node number, out int length, out bool bound)) return null;
            ReadOnlySpan<char> rest = text[length..];
            bool spaced = rest.Length > 0 && rest[0] == ' ';
            rest = rest.TrimStart();
            Unit? unit = null;
            if (spaced && TryScale(ref rest, out Rational scale)) number = Node.Of(number.Value * scale);
            // «사이다», «이이다»: a single numeral that runs into «이다» is the beginning of a word.
            if (length == 1 && !char.IsAsciiDigit(text[0]) && !spaced && rest.StartsWith("이다")) return null;
            if (!rest.IsEmpty && !TryUnit(ref rest, spaced, out unit)) return null;
            if (bound && unit is null) return null;
            if (unit is { Name: Unit.Ri } && parts?[^1].Unit is not { Name: "푼" }) return null;
            (parts ??= new(1)).Add((number, unit));
            text = rest.TrimStart();
        }
        return parts;
    }

    // «3.5 million dollars»
    private static bool TryScale(ref ReadOnlySpan<char> text, out Rational scale)
    {
        scale = default;
        foreach ((string word, long value) in (ReadOnlySpan<(string, long)>)[("thousand", 1000), ("million", 1_000_000), ("billion", 1_000_000_000), ("trillion", 1_000_000_000_000)])
        {
            if (!text.StartsWith(word, StringComparison.OrdinalIgnoreCase) || (text.Length > word.Length && text[word.Length] != ' ')) continue;
            text = text[word.Length..].TrimStart();
            scale = Rational.From(value);
            return true;
        }
        return false;
    }

    // The longest unit whose spelling ends where a word ends: at the end, before a space, a digit, a bracket or a numeral.
    private static bool TryUnit(ref ReadOnlySpan<char> text, bool spaced, out Unit? unit)
    {
        unit = null;
        if (IsEnding(text))
        {
            text = default;
            return true;
        }
        for (int length = Math.Min(text.Length, Units.LongestSpelling); length > 0; length--)
        {
            if (!Units.TryFind(text[..length], out Unit found)) continue;
            // «2t» and «3h» are products; only «3m», «5g» and «2L» are taken for measures without a space.
            if (length == 1 && !spaced && char.IsAsciiLetter(text[0]) && text[0] is not ('m' or 'g' or 'L' or 'l')) continue;
            ReadOnlySpan<char> rest = text[length..];
            bool ends = rest.IsEmpty || rest[0] == ' ' || char.IsAsciiDigit(rest[0]) && !char.IsAsciiLetterOrDigit(text[length - 1])
                || rest[0] is '반' || IsEnding(rest) || (length > 0 && KoreanNumber.IsNumeralStart(rest[0]) && NumberText.TryRead(rest, out _, out _, out _));
            if (!ends) continue;
            unit = found;
            text = IsEnding(rest) ? default : rest;
            return true;
        }
        return spaced && TryEnglishCounter(ref text, out unit);
    }

    // «12 apples»: an English plural is a counter of its own.
    private static bool TryEnglishCounter(ref ReadOnlySpan<char> text, out Unit? unit)
    {
        unit = null;
        if (text.Length is < 3 or > 24 || text[^1] != 's' || NoCounters.Contains(text.ToString())) return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetter(c)) return false;
        }
        unit = Unit.Counter(text.ToString().ToLowerInvariant());
        text = default;
        return true;
    }

    private static bool IsEnding(ReadOnlySpan<char> rest)
    {
        rest = rest.Trim();
        if (rest.IsEmpty || rest.Length >= LongestEnding || rest[^1] is not ('.' or '。' or (>= '가' and <= '힣'))) return false;
        Span<char> behindNumber = stackalloc char[LongestEnding];
        behindNumber[0] = '0';
        rest.CopyTo(behindNumber[1..]);
        return AnswerSentence.TrimEnding(behindNumber[..(rest.Length + 1)]) is "0";
    }

    private static Node? Join(List<(Node Number, Unit? Unit)> parts, Unit? currency)
    {
        if (currency is not null)
        {
            if (parts.Count > 1 || (parts[0].Unit is { } own && own.Contradicts(currency))) return null;
            return Node.Measured(parts[0].Number, parts[0].Unit ?? currency);
        }
        (Node first, Unit? unit) = parts[0];
        if (parts.Count == 1) return unit is null ? first : Node.Measured(first, unit);
        // Parts of one kind from large to small are one quantity; anything else is several.
        Rational total = default;
        bool one = true;
        for (int i = 0; i < parts.Count; i++)
        {
            (Node number, Unit? own) = parts[i];
            if (own is null) return null;
            one &= own.SameKind(unit!) && (i == 0 || own.Factor < parts[i - 1].Unit!.Factor || number == Node.Half);
            if (one) total += number.Value * own.Factor;
        }
        if (one) return Node.Measured(Node.Of(total / unit!.Factor), unit);
        return new Node(NodeKind.Tuple, [.. parts.Select(part => Node.Measured(part.Number, part.Unit!))]) { Name = "parts" };
    }

    private static Node? Speed(Node distance, string per) =>
        distance.Kind == NodeKind.Measured && Units.TryFind($"{distance.Unit!.Name}/{per}", out Unit unit) ? Node.Measured(distance[0], unit) : null;

    private static Node? Negative(Node quantity) => quantity.Kind switch
    {
        NodeKind.Number => Node.Negate(quantity),
        NodeKind.Measured => Node.Measured(Node.Negate(quantity[0]), quantity.Unit!),
        _ => null,
    };
}
