using System.Globalization;
using System.Text;
using Saenggak.Text;

namespace Saenggak.Data.Cleaning;

/// <summary>Puts typed placeholders in the place of private data of Korea, in one pass; <c>kinds</c> chooses some of them.</summary>
internal sealed class PiiStep : ICleaningStep
{
    private readonly PiiKind[] _kinds;

    public PiiStep(StepSettings settings)
    {
        _kinds = [.. settings.List("kinds", [.. PiiKinds.ByName.Keys]).Select(name => PiiKinds.ByName.TryGetValue(name, out PiiKind? kind) ? kind
            : throw new InputException($"the setting \"kinds\" of the cleaning step \"pii\": got \"{name}\", expected some of {string.Join(", ", PiiKinds.ByName.Keys)}"))];
    }

    public string Name => "pii";

    public bool HidesBefore => true;

    public StepResult Apply(Document document)
    {
        string text = document.Text;
        StringBuilder? clean = null;
        var counts = new int[_kinds.Length];
        int copied = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (!MayBegin(text, at)) continue;
            for (int k = 0; k < _kinds.Length; k++)
            {
                int length = _kinds[k].LengthAt(text, at);
                if (length == 0) continue;
                (clean ??= new StringBuilder(text.Length)).Append(text, copied, at - copied).Append(_kinds[k].Placeholder);
                copied = at + length;
                at = copied - 1;
                counts[k]++;
                break;
            }
        }
        if (clean is null) return StepResult.Unchanged;
        clean.Append(text, copied, text.Length - copied);
        string what = string.Join(", ", _kinds.Zip(counts).Where(pair => pair.Second > 0)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.First.Placeholder} {pair.Second}")));
        return StepResult.Rewrite(document, clean.ToString(), what);
    }

    // Most characters go on in a word and begin nothing.
    private static bool MayBegin(string text, int at)
    {
        char c = text[at];
        if (c is '+' or '(') return at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);
        if (char.IsAsciiDigit(c)) return at == 0 || !char.IsAsciiDigit(text[at - 1]);
        if (char.IsAsciiLetter(c) || c is '_') return at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]);
        return c is >= '가' and <= '힣' && (at == 0 || text[at - 1] is < '가' or > '힣');
    }
}
