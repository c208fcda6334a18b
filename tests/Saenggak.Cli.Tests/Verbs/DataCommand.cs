using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;

namespace Saenggak.Cli.Tests.Verbs;

/// <summary>Runs <c>saenggak data …</c> as a user does.</summary>
internal static class DataCommand
{
    public static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([DataVerb.Create()]).RunAsync(["data", .. args], output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>The object that <c>--json</c> prints.</summary>
    public static async Task<JsonNode> RunJson(params string[] args)
    {
        var (code, output, error) = await Run([.. args, "--json"]);
        Assert.True(code == 0, error);
        return JsonNode.Parse(output)!;
    }
}
