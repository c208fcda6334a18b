using System.Globalization;
using System.Text;

namespace Saenggak.Data.Problems;

/// <summary>The people, things and numbers of one problem, and the register it is told in.</summary>
internal sealed class Telling(IReadOnlyDictionary<string, Noun> cast, IReadOnlyList<string> slots, long[] values, SpeechRegister register, SplitMix64 random)
{
    /// <summary>Fills a template in the form documented at <see cref="ProblemFamily"/>.</summary>
    /// <exception cref="FormatException">The template names an unknown slot, particle or predicate.</exception>
    public string Fill(string template)
    {
        var text = new StringBuilder(template.Length + 16);
        for (int i = 0; i < template.Length; i++)
        {
            switch (template[i])
            {
                case '{':
                    text.Append(Slot(Until(template, ref i, '}')));
                    break;
                case '[':
                    text.Append(Speech.Conjugate(Until(template, ref i, ']'), register, text.ToString(), random));
                    break;
                case '^':
                    i++;
                    text.Append(KoreanText.Particle(text.ToString(), template[i].ToString()));
                    break;
                default:
                    text.Append(template[i]);
                    break;
            }
        }
        return text.ToString();
    }

    private string Slot(string name)
    {
        if (name.EndsWith('#') && cast.TryGetValue(name[..^1], out Noun counted)) return counted.Counter;
        if (cast.TryGetValue(name, out Noun noun)) return noun.Word;
        for (int slot = 0; slot < slots.Count; slot++)
        {
            if (slots[slot] == name) return values[slot].ToString(CultureInfo.InvariantCulture);
        }
        throw new FormatException($"{{{name}}} is no slot; expected one of {string.Join(' ', cast.Keys.Concat(slots))}");
    }

    private static string Until(string template, ref int i, char close)
    {
        int end = template.IndexOf(close, i);
        if (end < 0) throw new FormatException($"«{template}» opens a bracket that is never closed");
        string inside = template[(i + 1)..end];
        i = end;
        return inside;
    }
}
