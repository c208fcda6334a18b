using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Saenggak.Data.Crawling;

/// <summary>Addresses in a sitemap or an index of sitemaps: XML or one address a line, gzipped or not.</summary>
/// <param name="Pages">Addresses of pages.</param>
/// <param name="Sitemaps">Addresses of further sitemaps.</param>
internal sealed record Sitemap(List<string> Pages, List<string> Sitemaps)
{
    /// <summary>What sitemaps.org allows a file to hold unpacked.</summary>
    public const int MaxBytes = 50 << 20;

    private const int MaxEntries = 50_000;

    /// <summary>Reads as far as the file is whole; what comes behind a fault is lost. DTDs, and with them entities, are a fault.</summary>
    public static Sitemap Parse(byte[] bytes)
    {
        var sitemap = new Sitemap([], []);
        try
        {
            using Stream stream = bytes is [0x1F, 0x8B, ..] ? new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress) : new MemoryStream(bytes);
            if (bytes is [0x1F, 0x8B, ..] || bytes.AsSpan().TrimStart("\uFEFF \t\r\n"u8).StartsWith("<"u8)) sitemap.ReadXml(stream);
            else sitemap.ReadLines(stream);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException or IOException)
        {
        }
        return sitemap;
    }

    private void ReadXml(Stream stream)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxBytes, IgnoreComments = true };
        using var xml = XmlReader.Create(stream, settings);
        bool index = false;
        for (int entries = 0; entries < MaxEntries && xml.Read();)
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName is "sitemap" or "url") index = xml.LocalName == "sitemap";
            // Images and videos of a page have a <loc> in namespaces of their own.
            if (xml.LocalName != "loc" || xml.Prefix.Length > 0 || xml.IsEmptyElement) continue;
            var address = new StringBuilder();
            while (xml.Read() && xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace) address.Append(xml.Value);
            (index ? Sitemaps : Pages).Add(address.ToString().Trim());
            entries++;
        }
    }

    private void ReadLines(Stream stream)
    {
        using var text = new StreamReader(stream, Encoding.UTF8);
        while (Pages.Count < MaxEntries && text.ReadLine() is { } line) Pages.Add(line.Trim());
    }
}
