namespace Saenggak.Model.Families;

/// <summary>How one family of models is written in config.json.</summary>
internal sealed record ModelFamily
{
    /// <summary>config.json: <c>model_type</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Start of the class names in <c>architectures</c>, e.g. <c>Qwen2</c> of <c>Qwen2ForCausalLM</c>.</summary>
    public required string ArchitecturePrefix { get; init; }

    /// <summary>Reads the shape. Throws <see cref="InvalidDataException"/> for what this engine does not run.</summary>
    public required Func<ConfigReader, ModelConfig> Read { get; init; }

    /// <summary>Writes what differs.</summary>
    public required Action<ConfigEditor> Write { get; init; }

    /// <summary>Class name of a language model.</summary>
    public string CausalArchitecture => ArchitecturePrefix + "ForCausalLM";

    /// <summary>Class name of a reward model.</summary>
    public string RewardArchitecture => ArchitecturePrefix + "ForSequenceClassification";
}
