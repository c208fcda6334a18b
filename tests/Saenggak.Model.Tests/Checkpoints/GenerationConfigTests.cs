using System.Text.Json.Nodes;
using Saenggak.Model.Checkpoints;
using Saenggak.Model.Families;
using Saenggak.Model.Tests.Support;

namespace Saenggak.Model.Tests.Checkpoints;

public sealed class GenerationConfigTests
{
    private const string Qwen = """
        {
          "bos_token_id": 151643,
          "do_sample": true,
          "eos_token_id": [
            151645,
            151643
          ],
          "pad_token_id": 151643,
          "temperature": 0.6,
          "top_k": 20,
          "top_p": 0.95,
          "transformers_version": "4.51.0"
        }

        """;

    [Fact]
    public void Parse_ReadsWhatTheFileSays()
    {
        var config = GenerationConfig.Parse((JsonObject)JsonNode.Parse(Qwen)!);
        Assert.Equal([151645, 151643], config.EosTokenIds);
        Assert.Equal((true, 0.6, 0.95, 20), (config.DoSample, config.Temperature, config.TopP, config.TopK));
        Assert.Null(config.RepetitionPenalty);
    }

    [Fact]
    public void ToJson_KeepsWhatDoesNotChange()
    {
        var config = GenerationConfig.Parse((JsonObject)JsonNode.Parse(Qwen)!);
        Assert.Equal(Qwen.ReplaceLineEndings("\n"), HuggingFaceJson.ToText(config.ToJson()));
        var changed = (config with { Temperature = 1, EosTokenIds = [7], TopK = null }).ToJson();
        Assert.Equal(("1.0", "7", false), (changed["temperature"]!.ToJsonString(), changed["eos_token_id"]!.ToJsonString(), changed.ContainsKey("top_k")));
        Assert.Equal("4.51.0", (string)changed["transformers_version"]!);
    }

    [Fact]
    public void Read_IsNullWithoutAFileAndNamesFaults()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(GenerationConfig.Read(folder.Path));
        File.WriteAllText(folder[GenerationConfig.FileName], """{"temperature": "hot"}""");
        Assert.Contains("\"temperature\" is \"hot\"; expected a number", Assert.Throws<InvalidDataException>(() => GenerationConfig.Read(folder.Path)).Message, StringComparison.Ordinal);
    }
}
