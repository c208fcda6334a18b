using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Saenggak.Distillation.Jobs;

/// <summary>The one form of JSON that keys and exports rest on: no spaces, Korean unescaped.</summary>
internal static class JobJson
{
    private static readonly JsonWriterOptions Style = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonObject json)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Style)) json.WriteTo(writer);
        return bytes.WrittenSpan.ToArray();
    }
}
