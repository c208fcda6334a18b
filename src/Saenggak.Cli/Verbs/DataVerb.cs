using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Data;

namespace Saenggak.Cli.Verbs;

/// <summary>Makes and examines data; each kind of work is a file of its own.</summary>
internal static class DataVerb
{
    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new("data", "Write problems, have teachers answer them, look at datasets")
    {
        DataProblemsVerb.Create(),
        DataTracesVerb.Create(),
        DataStatsVerb.Create(),
        DataShowVerb.Create(),
    };
}
