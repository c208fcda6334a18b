using System.Buffers.Binary;
using Saenggak.Compute;
using Saenggak.Model.Safetensors;

namespace Saenggak.Model.Checkpoints;

/// <summary>
/// A model in the first file format of karpathy/llama2.c (its export "version 0"): seven int32 of header, then f32 weights, each
/// kind for all layers together. It rotates neighbouring pairs, hence <see cref="RopeConfig.Interleaved"/>.
/// </summary>
public sealed unsafe class Llama2C : IParameterSource
{
    private const int HeaderBytes = 7 * 4;
    private const string Kind = "a llama2.c model (version 0)";
    private readonly MappedFile map;
    private readonly Dictionary<string, long> starts = new(StringComparer.Ordinal);
    private readonly string[] perLayer = ["input_norm", "q", "k", "v", "o", "post_norm", "gate", "down", "up"];

    private Llama2C(MappedFile map)
    {
        this.map = map;
        Span<int> header = stackalloc int[7];
        for (int i = 0; i < 7; i++) header[i] = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(map.Address + 4 * i, 4));
        Config = ReadHeader(header, map.Path);
        long end = HeaderBytes + 4 * Place();
        if (end != map.Length)
        {
            throw new InvalidDataException($"{map.Path}: {map.Length} bytes; expected {end} for {Kind} with this header; copy or download it again");
        }
    }

    /// <inheritdoc/>
    public ModelConfig Config { get; }

    /// <summary>Maps a file and checks its header against its length.</summary>
    /// <exception cref="InvalidDataException">The file is missing or not of this format.</exception>
    public static Llama2C Load(string path)
    {
        var map = MappedFile.Open(path, HeaderBytes, Kind);
        try
        {
            return new(map);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Contains(Parameter parameter) => Pieces(parameter).All(piece => starts.ContainsKey(piece.Key));

    /// <inheritdoc/>
    public void Load(Parameter parameter, in Tensor target)
    {
        int row = 0;
        foreach (var (key, rows) in Pieces(parameter))
        {
            if (!starts.TryGetValue(key, out long start)) throw new InvalidDataException($"{map.Path}: no weights for {parameter.Name}; expected {Kind}");
            float* source = (float*)(map.Address + HeaderBytes) + start;
            new Tensor(DType.F32, rows, parameter.Cols, parameter.Cols, source).CopyTo(target.RowRange(row, rows));
            row += rows;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => map.Dispose();

    private static ModelConfig ReadHeader(ReadOnlySpan<int> header, string file)
    {
        var (dim, hidden, layers, heads, kvHeads, vocabulary, length) = (header[0], header[1], header[2], header[3], header[4], header[5], header[6]);
        const int limit = 1 << 24;
        foreach (int value in (ReadOnlySpan<int>)[dim, hidden, layers, heads, kvHeads, Math.Abs(Math.Max(vocabulary, -limit - 1)), length])
        {
            if (value is <= 0 or > limit) throw Bad("sizes from 1 to 16,777,216", header);
        }
        if (dim % heads != 0 || heads % kvHeads != 0 || dim / heads % 2 != 0) throw Bad("heads that divide the width evenly", header);
        return new()
        {
            Family = "llama",
            HiddenSize = dim,
            Layers = layers,
            Heads = heads,
            KvHeads = kvHeads,
            HeadDim = dim / heads,
            IntermediateSize = hidden,
            VocabularySize = Math.Abs(vocabulary),
            MaxPositions = length,
            RmsNormEps = 1e-5f,
            Rope = new() { Interleaved = true },
            TieEmbeddings = vocabulary > 0,
            BosTokenId = 1,
            // llama2.c stops at the beginning-of-text token, which parts its stories.
            EosTokenIds = [1, 2],
        };

        InvalidDataException Bad(string expected, ReadOnlySpan<int> header)
            => new($"{file}: header [{string.Join(", ", header.ToArray())}]; expected {expected}, as in {Kind}; check that the file is one");
    }

    /// <summary>Notes where each matrix starts, in elements, and returns their number in all.</summary>
    private long Place()
    {
        var c = Config;
        long d = c.HiddenSize, kv = (long)c.KvHeads * c.HeadDim, f = c.IntermediateSize, v = c.VocabularySize;
        long[] sizes = [d, d * d, kv * d, kv * d, d * d, d, f * d, d * f, f * d];
        long next = 0;
        Take("embed", v * d);
        for (int kind = 0; kind < perLayer.Length; kind++)
        {
            for (int layer = 0; layer < c.Layers; layer++) Take($"layers.{layer}.{perLayer[kind]}", sizes[kind]);
        }
        Take("norm", d);
        // Tables of cosines and sines, which are computed here.
        next += (long)c.MaxPositions * c.HeadDim;
        if (!c.TieEmbeddings) Take("lm_head", v * d);
        return next;

        void Take(string key, long size)
        {
            starts.Add(key, next);
            next += size;
        }
    }

    private IEnumerable<(string Key, int Rows)> Pieces(Parameter parameter)
    {
        int kv = Config.KvHeads * Config.HeadDim;
        string prefix = parameter.Name[..(parameter.Name.LastIndexOf('.') + 1)];
        return parameter.Name[prefix.Length..] switch
        {
            "qkv" => [(prefix + "q", Config.HiddenSize), (prefix + "k", kv), (prefix + "v", kv)],
            "gate_up" => [(prefix + "gate", Config.IntermediateSize), (prefix + "up", Config.IntermediateSize)],
            _ => [(parameter.Name, parameter.Rows)],
        };
    }
}
