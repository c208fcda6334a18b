using System.Globalization;
using System.Text;
using Saenggak.Compute;
using Saenggak.Model.Checkpoints;
using Saenggak.Testing;

namespace Saenggak.Model.Tests.Checkpoints;

/// <summary>A real trained model: its greedy text is known to the letter.</summary>
public sealed class Stories260KTests
{
    private const int Bos = 1;

    [SkippableFact]
    public void Decode_GreedyTextIsThatOfLlama2C()
    {
        string expected = File.ReadAllText(SharedData.Require("tiny_weights", "stories260K", "expected_greedy_200_steps.txt"));
        var pieces = ReadTokenizer(SharedData.Require("tiny_weights", "stories260K", "tok512.bin"));
        using var device = new Device(1);
        using var source = Llama2C.Load(SharedData.Require("tiny_weights", "stories260K", "stories260K.bin"));
        using var model = ModelLoader.Load(device, source, new ModelOptions { Precision = DType.F32 });
        var text = Greedy(model, steps: 200, pieces);
        Assert.Equal(expected.TrimEnd('\n'), text.TrimEnd('\n'));
    }

    [SkippableFact]
    public void Load_ChecksTheLengthAgainstTheHeader()
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require("tiny_weights", "stories260K", "stories260K.bin"));
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes[..^4]);
            Assert.Contains("expected 1056540", Assert.Throws<InvalidDataException>(() => Llama2C.Load(path)).Message, StringComparison.Ordinal);
            File.WriteAllBytes(path, [.. new byte[28], .. bytes]);
            Assert.Contains("sizes from 1", Assert.Throws<InvalidDataException>(() => Llama2C.Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Greedy(CausalModel model, int steps, byte[][] pieces)
    {
        using var cache = new KvCache(model.Config, 1, model.Config.MaxPositions, model.CacheType);
        using var buffer = new NativeBuffer(model.Config.VocabularySize * 4);
        var logits = buffer.View(DType.F32, 1, model.Config.VocabularySize);
        int slot = cache.Rent(), token = Bos;
        var text = new List<byte>();
        for (int step = 0; step < steps; step++)
        {
            Assert.True(cache.TryExtend(slot, 1));
            model.Decode([token], [0, 1], [slot], cache, logits);
            var row = logits.SpanF32;
            int next = 0;
            for (int v = 1; v < row.Length; v++)
            {
                if (row[v] > row[next]) next = v;
            }
            if (next == Bos) break;
            // SentencePiece marks the first word with a space that is not part of the text.
            text.AddRange(token == Bos && pieces[next][0] == ' ' ? pieces[next][1..] : pieces[next]);
            token = next;
        }
        return Encoding.UTF8.GetString([.. text]);
    }

    /// <summary>llama2.c's tokenizer.bin: longest piece, then score, length and bytes of each; bytes are written as <c>&lt;0x0A&gt;</c>.</summary>
    private static byte[][] ReadTokenizer(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        reader.ReadInt32();
        var pieces = new List<byte[]>();
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            reader.ReadSingle();
            byte[] piece = reader.ReadBytes(reader.ReadInt32());
            string text = Encoding.UTF8.GetString(piece);
            bool isByte = text.Length == 6 && text.StartsWith("<0x", StringComparison.Ordinal);
            pieces.Add(isByte ? [byte.Parse(text.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)] : piece);
        }
        return [.. pieces];
    }
}
