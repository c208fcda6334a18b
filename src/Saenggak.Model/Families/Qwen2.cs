namespace Saenggak.Model.Families;

/// <summary>Qwen2 and Qwen2.5: bias on queries, keys and values, always; windows from a layer on where switched on.</summary>
internal static class Qwen2
{
    public static ModelFamily Family { get; } = new() { Name = "qwen2", ArchitecturePrefix = "Qwen2", Read = Read, Write = Write };

    private static ModelConfig Read(ConfigReader reader)
        => WindowFields.ReadQwen(reader, CommonFields.Read(reader, Family) with { QkvBias = true });

    private static void Write(ConfigEditor editor)
    {
        CommonFields.Write(editor, Family);
        WindowFields.WriteQwen(editor);
    }
}
