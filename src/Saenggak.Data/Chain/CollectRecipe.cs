using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Saenggak.Data.Cleaning;
using Saenggak.Data.Crawling;
using Saenggak.Data.Mixing;
using Saenggak.Text;

namespace Saenggak.Data.Chain;

/// <summary>What <c>saenggak collect</c> does, stage by stage; a stage whose section is null is left out.</summary>
public sealed record CollectRecipe : IValidatableObject
{
    /// <summary>The folder above the stages' folders; <c>--out</c> wins.</summary>
    public string? Out { get; init; }

    /// <summary>Chooses samples for the reports; deduplication and mixture have seeds of their own.</summary>
    [Range(0, long.MaxValue)]
    public long Seed { get; init; } = 1;

    /// <summary>Threads; they change no byte of the result.</summary>
    [Range(1, 1024)]
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Documents in a shard; the last of each source has fewer.</summary>
    [Range(1, 10_000_000)]
    public int ShardDocuments { get; init; } = 10_000;

    /// <summary>Files and folders that documents come from.</summary>
    public IReadOnlyList<SourceRecipe> Sources { get; init; } = [];

    /// <summary>Sites that are crawled, after which their pages are collected behind those of the sources.</summary>
    public IReadOnlyList<CrawlSite> Crawls { get; init; } = [];

    /// <summary>Cleaning steps in order.</summary>
    public IReadOnlyList<CleanStepRecipe>? Clean { get; init; }

    /// <summary>How duplicates are told.</summary>
    public DedupOptions? Dedup { get; init; }

    /// <summary>What no document may repeat.</summary>
    public DecontaminateRecipe? Decontaminate { get; init; }

    /// <summary>How the documents are mixed by category; sets of its own join the documents, which are the set <see cref="MixedSet"/>.</summary>
    public MixRecipe? Mix { get; init; }

    /// <summary>Name of the chain's documents among the sets of <see cref="Mix"/>.</summary>
    public const string MixedSet = "documents";

    /// <summary>The mixture with the documents of a stage's folder.</summary>
    public MixRecipe MixOf(string folder) => Mix! with
    {
        Sets = new Dictionary<string, MixSet>(Mix.Sets) { [MixedSet] = new MixSet { Path = [folder], Column = CollectStage.Category } },
    };

    /// <summary>The categories of the documents as far as the recipe alone tells; null where rows may bring others.</summary>
    public IReadOnlyCollection<string>? KnownCategories() =>
        Sources.Any(source => source.Category is null) ? null : [.. Sources.Select(source => source.Category!), .. Crawls.Select(site => site.Name)];

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Mix?.Out is not null) yield return new ValidationResult("\"mix\" has \"out\"; expected none, since the mixture lies beside the other stages.");
        if (Mix?.Sets.ContainsKey(MixedSet) == true) yield return new ValidationResult($"\"mix\" has a set \"{MixedSet}\"; expected another name, since it is that of the collected documents.");
        if (Sources.Count + Crawls.Count == 0) yield return new ValidationResult("there are no sources; expected at least one path, or a site under \"crawls\".");
        IEnumerable<string> names = Sources.Select(source => source.NameOrDefault).Concat(Crawls.Select(site => site.Name));
        foreach (IGrouping<string, string> same in names.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return new ValidationResult($"{same.Count()} sources have the name \"{same.Key}\"; expected different names, since ids begin with them.");
        }
    }
}

/// <summary>One collection: a file or a folder. In a recipe a path alone will do.</summary>
[DefaultProperty(nameof(Path))]
public sealed record SourceRecipe : IValidatableObject
{
    /// <summary>The file or folder.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the collection, the start of every id; the name of the file or folder where it is null.</summary>
    public string? Name { get; init; }

    /// <summary>One of <see cref="DocumentReaders.Formats"/>; where null, file names tell.</summary>
    public string? Format { get; init; }

    /// <summary>Columns that make the text, joined by line ends.</summary>
    public IReadOnlyList<string> Text { get; init; } = [];

    /// <summary>Column that holds the key.</summary>
    public string? Id { get; init; }

    /// <summary>Form of the text in rows: text, markdown or html.</summary>
    public string? TextFormat { get; init; }

    /// <summary>Licence, for documents that state none themselves.</summary>
    public string? Licence { get; init; }

    /// <summary>Written into each document's column <c>category</c>, by which mixtures weigh; where null, that column stays, or is the name.</summary>
    public string? Category { get; init; }

    /// <summary>The first so many documents are taken; all of them where null.</summary>
    [Range(1, long.MaxValue)]
    public long? MaxDocuments { get; init; }

    /// <summary>The longest line, page or record that is taken; longer ones are set aside.</summary>
    [Range(1, 256 << 20)]
    public int MaxBytes { get; init; } = 16 << 20;

    /// <summary>The name of the collection.</summary>
    [JsonIgnore]
    public string NameOrDefault => Name ?? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path))).Split('.')[0];

    /// <summary>The files behind the path.</summary>
    /// <exception cref="InputException">The path is not there, or holds no documents.</exception>
    public IReadOnlyList<string> Files()
    {
        try
        {
            return DocumentReaders.FilesOf(Path, Format);
        }
        catch (InputException e)
        {
            throw new InputException($"the source \"{NameOrDefault}\": {e.Message}", e);
        }
    }

    /// <summary>What <see cref="CollectStage"/> reads.</summary>
    public CollectSource ToSource()
    {
        var options = new DocumentReadOptions
        {
            Source = NameOrDefault, Licence = Licence, TextColumns = Text, IdColumn = Id, TextFormat = TextFormat ?? DocumentFormat.Text, MaxBytes = MaxBytes,
        };
        return new CollectSource(NameOrDefault, Category, rejects =>
        {
            IEnumerable<Document> documents = DocumentReaders.Read(Path, options, rejects, Format);
            return MaxDocuments is { } most ? documents.Take((int)Math.Min(most, int.MaxValue)) : documents;
        });
    }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        string[] forms = [DocumentFormat.Text, DocumentFormat.Markdown, DocumentFormat.Html];
        if (TextFormat is not null && !forms.Contains(TextFormat))
        {
            return [new ValidationResult($"text_format is \"{TextFormat}\"; expected one of {string.Join(", ", forms)}{NearestName.Hint(TextFormat, forms)}")];
        }
        try
        {
            if (Format is not null) DocumentReaders.RequireKnown(Format);
            return [];
        }
        catch (InputException e)
        {
            return [new ValidationResult(e.Message)];
        }
    }
}

/// <summary>A cleaning step: its name alone, or <c>{step: name, setting: value}</c>.</summary>
[DefaultProperty(nameof(Step))]
public sealed record CleanStepRecipe : IValidatableObject
{
    /// <summary>One of <see cref="CleaningSteps.Names"/>.</summary>
    public required string Step { get; init; }

    /// <summary>Settings; those not named have their defaults.</summary>
    [JsonExtensionData]
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Files that settings name, such as lists of words.</summary>
    [JsonIgnore]
    public IEnumerable<string> Files => Settings.Values.Where(File.Exists);

    /// <summary>The step.</summary>
    /// <exception cref="InputException">No such step or setting.</exception>
    public ICleaningStep Make() => CleaningSteps.Make(Step, Settings);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        try
        {
            Make();
            return [];
        }
        catch (InputException e)
        {
            return [new ValidationResult(e.Message)];
        }
    }
}

/// <summary>Benchmarks and how their items are looked for.</summary>
public sealed record DecontaminateRecipe
{
    /// <summary>Files of benchmarks, or folders, which stand for the files of known benchmarks in them.</summary>
    public required IReadOnlyList<string> Benchmarks { get; init; }

    /// <summary>How contamination is told.</summary>
    public DecontaminationOptions Options { get; init; } = new();
}
