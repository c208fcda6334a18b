using System.Text;

namespace Saenggak.Model.Tests.Goldens;

/// <summary>The weights of make_goldens.py, drawn from a tensor's name.</summary>
internal static class GoldenWeights
{
    public static float[] Draw(string name, long length)
    {
        ulong state = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name)) state = (state ^ b) * 0x100000001B3;
        var (offset, bound) = name switch
        {
            _ when name.EndsWith("norm.weight", StringComparison.Ordinal) => (1.0, 0.25),
            _ when name.EndsWith("bias", StringComparison.Ordinal) => (0.0, 0.25),
            _ when name.Contains("embed_tokens", StringComparison.Ordinal) => (0.0, 1.0),
            _ => (0.0, 0.3),
        };
        var values = new float[length];
        for (long i = 0; i < length; i++)
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[i] = (float)(offset + bound * (2 * ((z >> 40) * (1.0 / (1 << 24))) - 1));
        }
        return values;
    }
}
