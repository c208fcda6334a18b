using System.CommandLine;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Text;

namespace Saenggak.Cli.Tests.Hosting;

public class CommandLineHostTests
{
    private static async Task<(int Code, string Out, string Error)> Run(Func<VerbContext, Task> does, params string[] args)
    {
        var verb = new Verb("sample", "A verb for tests") { Examples = [("saenggak sample --size 3", "three of them")] };
        verb.Add(new Option<int>("--size"));
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([verb.Does(does)]).RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static Func<VerbContext, Task> Throws(Exception error) => _ => throw error;

    [Fact]
    public async Task Verb_ThatReturnsGivesZeroAndItsResultAsTheLastLine()
    {
        var (code, output, error) = await Run(context =>
        {
            context.Line("사람을 위한 글");
            context.Screen.Write(new Spectre.Console.Table().AddColumn(new Spectre.Console.TableColumn("표")));
            context.Result(new JsonObject { ["answer"] = "여덟" });
            return Task.CompletedTask;
        }, "sample", "--json");
        Assert.Equal((0, "{\"answer\":\"여덟\"}\n", ""), (code, output, error));
    }

    [Fact]
    public async Task Verb_WithoutJsonWritesForPeople()
    {
        var (_, output, _) = await Run(context =>
        {
            context.Line("사람을 위한 글");
            context.Result(new JsonObject { ["answer"] = 8 });
            return Task.CompletedTask;
        }, "sample");
        Assert.Equal("사람을 위한 글\n", output);
    }

    public static TheoryData<Exception, int, string> Errors => new()
    {
        { new InputException("a.jsonl:3: \"messages\" is empty; expected at least one turn."), 2, "saenggak: a.jsonl:3: \"messages\" is empty; expected at least one turn.\n" },
        { new InvalidDataException("bad\nheader"), 2, "saenggak: bad header\n" },
        { new FileNotFoundException("Could not find file 'x'."), 2, "saenggak: Could not find file 'x'.\n" },
        { new IOException("No space left on device : '/runs/a'", 28), 1, "saenggak: the disk is full: No space left on device : '/runs/a'; free some space and run the same command again.\n" },
        { new AggregateException(new InputException("inner")), 2, "saenggak: inner\n" },
        { new InvalidOperationException("who knows"), 1, "saenggak: unexpected InvalidOperationException: who knows (--debug shows where)\n" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Verb_ThatThrowsIsOneLineAndACode(Exception error, int code, string line) =>
        Assert.Equal((code, "", line), await Run(Throws(error), "sample"));

    [Fact]
    public async Task Debug_ShowsTheStack()
    {
        var (_, _, error) = await Run(Throws(new InvalidOperationException("who knows")), "sample", "--debug");
        Assert.Contains("   at Saenggak.Cli", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "sampel" }, "\"sample\"", "See: saenggak --help")]
    [InlineData(new[] { "sample", "--sise", "3" }, "\"--size\"", "See: saenggak sample --help")]
    [InlineData(new[] { "sample", "--size", "three" }, "three", "See: saenggak sample --help")]
    public async Task CommandLine_ThatDoesNotParseIsBadInput(string[] args, string suggestion, string see)
    {
        var (code, output, error) = await Run(Throws(new InvalidOperationException("must not run")), args);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(suggestion, error, StringComparison.Ordinal);
        Assert.EndsWith(see + "\n", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Help_ShowsOptionsAndExamples()
    {
        var (code, output, _) = await Run(Throws(new InvalidOperationException("must not run")), "sample", "--help");
        Assert.Equal(0, code);
        Assert.Contains("--size", output, StringComparison.Ordinal);
        Assert.Contains("  # three of them\n  saenggak sample --size 3\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_StandsWhereNoVerbIsGiven()
    {
        var (code, output, _) = await Run(Throws(new InvalidOperationException("must not run")));
        Assert.Equal(0, code);
        Assert.Contains("sample", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        var (code, output, _) = await Run(Throws(new InvalidOperationException("must not run")), "--version");
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", output);
    }
}
