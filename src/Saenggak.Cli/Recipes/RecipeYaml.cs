using System.Globalization;
using Saenggak.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Saenggak.Cli.Recipes;

/// <summary>YAML text to <see cref="RecipeNode"/> and back; the only place that knows YamlDotNet.</summary>
internal static class RecipeYaml
{
    /// <summary>Reads one YAML document.</summary>
    /// <param name="text">The document.</param>
    /// <param name="source">Name for messages, usually the file's path.</param>
    /// <param name="numberLines">Whether places carry a line number; off for one-line overrides.</param>
    /// <exception cref="InputException">The text is not YAML, or holds several documents.</exception>
    public static RecipeNode Parse(string text, string source, bool numberLines = true)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            throw new InputException($"{At(error.Start)}: not valid YAML: {error.Message}", error);
        }
        if (stream.Documents.Count > 1)
        {
            throw new InputException($"{At(stream.Documents[1].RootNode.Start)}: a second document; expected one recipe in a file.");
        }
        return stream.Documents.Count == 0 ? new RecipeMap(source, []) : Convert(stream.Documents[0].RootNode);

        string At(Mark mark) => numberLines ? string.Create(CultureInfo.InvariantCulture, $"{source}:{mark.Line}") : source;

        RecipeNode Convert(YamlNode node) => node switch
        {
            YamlScalarNode scalar => new RecipeScalar(At(node.Start), scalar.Value ?? "", scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)),
            YamlSequenceNode list => new RecipeList(At(node.Start), [.. list.Children.Select(Convert)]),
            YamlMappingNode map => new RecipeMap(At(node.Start), [.. map.Children.Select(pair => Entry(pair.Key, pair.Value))]),
            _ => throw new InputException($"{At(node.Start)}: an alias to nothing; write the value out."),
        };

        RecipeEntry Entry(YamlNode key, YamlNode value) => key is YamlScalarNode { Value: { } name }
            ? new RecipeEntry(At(key.Start), name, Convert(value))
            : throw new InputException($"{At(key.Start)}: a key that is a list or a map; expected a name.");
    }

    /// <summary>Writes a tree as a YAML document with "\n" at each line's end.</summary>
    public static string Write(RecipeNode root)
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(writer, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(root);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return writer.ToString();

        void Emit(RecipeNode node)
        {
            switch (node)
            {
                case RecipeScalar scalar:
                    var style = scalar.Quoted ? ScalarStyle.DoubleQuoted : ScalarStyle.Any;
                    emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, scalar.Text, style, isPlainImplicit: true, isQuotedImplicit: true));
                    break;
                case RecipeList list:
                    // Short lists of plain values read best on one line.
                    var shape = list.Items.TrueForAll(item => item is RecipeScalar) ? SequenceStyle.Flow : SequenceStyle.Block;
                    emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, shape));
                    list.Items.ForEach(Emit);
                    emitter.Emit(new SequenceEnd());
                    break;
                case RecipeMap map:
                    emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
                    foreach (var entry in map.Entries)
                    {
                        Emit(new RecipeScalar("", entry.Key, Quoted: false));
                        Emit(entry.Value);
                    }
                    emitter.Emit(new MappingEnd());
                    break;
            }
        }
    }
}
