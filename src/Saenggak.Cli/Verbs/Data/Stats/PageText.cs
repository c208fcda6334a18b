using System.Globalization;
using System.Net;
using System.Text;

namespace Saenggak.Cli.Verbs.Data.Stats;

/// <summary>Builds HTML. What is not markup goes through <see cref="Text"/>, which is the only way for data into a page.</summary>
internal sealed class PageText
{
    private readonly StringBuilder _html = new();

    /// <summary>Markup of our own.</summary>
    public PageText Raw(string html)
    {
        _html.Append(html);
        return this;
    }

    /// <summary>Text of any origin, escaped.</summary>
    public PageText Text(string text)
    {
        _html.Append(WebUtility.HtmlEncode(text));
        return this;
    }

    /// <summary>A count with its thousands set apart.</summary>
    public PageText Number(long count) => Text(Say(count));

    /// <summary>A share as per cent; small ones with a digit more.</summary>
    public PageText Share(double share) => Text(Percent(share));

    /// <summary>An element with text in it.</summary>
    public PageText Element(string name, string text, string? kind = null) => Raw(kind is null ? $"<{name}>" : $"<{name} class=\"{kind}\">").Text(text).Raw($"</{name}>");

    /// <summary>A count as text.</summary>
    public static string Say(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A share as text.</summary>
    public static string Percent(double share) => share switch
    {
        > 0 and < 0.001 => "<0.1 %",
        > 0.995 and < 0.999 => "99 %",
        >= 0.999 and < 1 => ">99.9 %",
        _ => (100 * share).ToString(share is > 0 and < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>A number for an attribute.</summary>
    public static string Attribute(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override string ToString() => _html.ToString();
}
