using Saenggak.Data;
using Saenggak.Text;

namespace Saenggak.Cli.Quickstart;

/// <summary>Opens problem files of any known format for teachers: our own rows bring their steps, others their equations.</summary>
internal static class ProblemFiles
{
    /// <summary>Reads the problems of a file.</summary>
    /// <exception cref="InputException">Missing or empty file, unknown format, broken rows.</exception>
    public static IEnumerable<Problem> Read(string path)
    {
        RequireContent(path);
        return ProblemReaders.Sniff(path) == ProblemReaders.PromptAnswer
            ? ProblemJson.Read(path)
            : ProblemReaders.Read(path, new ProblemReadOptions { IntegerAnswersOnly = true }).Problems;
    }

    /// <summary>Refuses a path where there is nothing to read.</summary>
    /// <exception cref="InputException">Missing or empty.</exception>
    public static void RequireContent(string path)
    {
        if (!Path.Exists(path)) throw new InputException($"{path}: no such file; expected problems as CSV, JSON or JSONL.");
        if (File.Exists(path) && new FileInfo(path).Length == 0) throw new InputException($"{path}: is empty; expected problems as CSV, JSON or JSONL.");
    }
}
