namespace Saenggak.Model.Families;

/// <summary>Mistral: no biases; one sliding window for every layer, or none.</summary>
internal static class Mistral
{
    private const int DefaultWindow = 4096;

    public static ModelFamily Family { get; } = new() { Name = "mistral", ArchitecturePrefix = "Mistral", Read = Read, Write = Write };

    private static ModelConfig Read(ConfigReader reader)
    {
        var config = CommonFields.Read(reader, Family, bos: 1, eos: [2]);
        int? window = !reader.Json.ContainsKey("sliding_window") ? DefaultWindow : reader.Has("sliding_window") ? reader.Int("sliding_window") : null;
        if (WindowFields.FirstSlidingLayer(reader, config.Layers) is { } first && first != (window is null ? config.Layers : 0))
        {
            throw reader.Bad("layer_types", "the same window in every layer, as sliding_window says", "use a checkpoint without interleaved windows");
        }
        return config with { SlidingWindow = window };
    }

    private static void Write(ConfigEditor editor)
    {
        CommonFields.Write(editor, Family);
        editor.Int("sliding_window", c => c.SlidingWindow);
        if (editor.Changed(c => (c.SlidingWindow, c.Layers))) WindowFields.WriteLayerTypes(editor);
    }
}
