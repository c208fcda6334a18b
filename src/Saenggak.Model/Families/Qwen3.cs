namespace Saenggak.Model.Families;

/// <summary>Qwen3: an own head width, RMSNorm over each query and key head; biases on all four attention products or none.</summary>
internal static class Qwen3
{
    private const int DefaultHeadDim = 128;

    public static ModelFamily Family { get; } = new() { Name = "qwen3", ArchitecturePrefix = "Qwen3", Read = Read, Write = Write };

    private static ModelConfig Read(ConfigReader reader)
    {
        bool bias = reader.Bool("attention_bias", false);
        var config = CommonFields.Read(reader, Family, DefaultHeadDim) with { QkNorm = true, QkvBias = bias, OutputBias = bias };
        return WindowFields.ReadQwen(reader, config);
    }

    private static void Write(ConfigEditor editor)
    {
        CommonFields.Write(editor, Family);
        editor.Int("head_dim", c => c.HeadDim);
        editor.Bool("attention_bias", c => c.QkvBias);
        WindowFields.WriteQwen(editor);
    }
}
