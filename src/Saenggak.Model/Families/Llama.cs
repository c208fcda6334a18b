namespace Saenggak.Model.Families;

/// <summary>Llama 2 and 3: biases on all four attention products or none, on all three feed-forward products or none.</summary>
internal static class Llama
{
    public static ModelFamily Family { get; } = new() { Name = "llama", ArchitecturePrefix = "Llama", Read = Read, Write = Write };

    private static ModelConfig Read(ConfigReader reader)
    {
        bool bias = reader.Bool("attention_bias", false);
        var config = CommonFields.Read(reader, Family, bos: 1, eos: [2]) with
        {
            QkvBias = bias,
            OutputBias = bias,
            MlpBias = reader.Bool("mlp_bias", false),
        };
        WindowFields.RefuseSliding(reader, config.Layers);
        return config;
    }

    private static void Write(ConfigEditor editor)
    {
        CommonFields.Write(editor, Family);
        editor.Bool("attention_bias", c => c.QkvBias);
        editor.Bool("mlp_bias", c => c.MlpBias);
        if (editor.Changed(c => c.Layers)) WindowFields.WriteLayerTypes(editor);
    }
}
