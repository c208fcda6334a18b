using Microsoft.Data.Sqlite;
using Saenggak.Distillation.Jobs;
using Saenggak.Text;
using Saenggak.Text.Chat;

namespace Saenggak.Distillation.Tests.Jobs;

public sealed class SqliteJobStoreTests : JobStoreContract
{
    protected override Task<IJobStore> ConnectAsync(int queue) => JobStores.OpenAsync(Path.Combine(Folder, $"{queue}.db"));

    [Fact]
    public void Open_OtherFiles_AreRefusedInOneLine()
    {
        string text = Path.Combine(Folder, "text.db"), foreign = Path.Combine(Folder, "foreign.db");
        File.WriteAllText(text, new string('가', 5000));
        using (var connection = new SqliteConnection($"Data Source={foreign};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE notes (body TEXT)";
            command.ExecuteNonQuery();
        }
        Assert.Contains("cannot be opened as a file of jobs", Assert.Throws<InputException>(() => SqliteJobStore.Open(text)).Message, StringComparison.Ordinal);
        Assert.Contains("another program", Assert.Throws<InputException>(() => SqliteJobStore.Open(foreign)).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be opened", Assert.Throws<InputException>(() => SqliteJobStore.Open(Folder)).Message, StringComparison.Ordinal);
    }
}

public sealed class PostgresJobStoreTests(PostgresServer server) : JobStoreContract, IClassFixture<PostgresServer>
{
    private readonly string _name = $"t{Guid.NewGuid():N}";

    protected override Task<IJobStore> ConnectAsync(int queue) => JobStores.OpenAsync(server.Address($"{_name}_{queue}"));

    [SkippableFact]
    public async Task Open_NoServerOrBadName_IsOneLine()
    {
        string here = server.Address("a");
        string nowhere = Path.Combine(Folder, "none");
        InputException refused = await Assert.ThrowsAsync<InputException>(() => JobStores.OpenAsync($"postgres://someone:secret@/postgres?host={nowhere}"));
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Contains("cannot be a name", (await Assert.ThrowsAsync<InputException>(() => JobStores.OpenAsync(here + "; DROP"))).Message, StringComparison.Ordinal);
    }
}

public sealed class JobRequestTests
{
    private const string Prompt = "사과가 3개 있습니다. 2개를 더 사면 몇 개입니까?";
    private static readonly JobSampling Sampling = new() { Temperature = 0.7, MaxTokens = 2048, EnableThinking = true };

    // By hand: sha256sum of {"teacher":"gpt","messages":[{"role":"user","content":"…"}],"sampling":{"temperature":0.7,"max_tokens":2048,"enable_thinking":true},"sample":1}
    [Fact]
    public void Key_IsTheSameForEver() => Assert.Equal("bbe7afbb118e45d79c28a02ac8d3ce41", Request().Key);

    [Fact]
    public void Key_DiffersByTeacherPromptSamplingAndSample()
    {
        JobRequest[] others = [Request(teacher: "gpt2"), Request(prompt: Prompt + " "), Request(sampling: Sampling with { Temperature = 0.8 }), Request(sampling: Sampling with { TopP = 1 }), Request(sample: 2)];
        Assert.Equal(6, others.Append(Request()).Select(request => request.Key).Distinct().Count());
    }

    [Theory]
    [InlineData("postgres://민지:p%40ss@db.example:5433/teachers?queue=june", "db.example", 5433, "민지", "p@ss", "teachers", "june")]
    [InlineData("postgresql://worker@/jobs?host=/run/pg", "/run/pg", 5432, "worker", null, "jobs", "saenggak")]
    public void Parse_ReadsAddresses(string address, string host, int port, string user, string? password, string database, string queue)
    {
        (string connection, string name) = JobStores.Parse(address);
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(connection);
        Assert.Equal((host, port, user, password, database, queue), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database, name));
    }

    [Theory]
    [InlineData("postgres://u@h/d?quue=x", "quue")]
    [InlineData("postgres://u@h/d?timeout=soon", "timeout")]
    public void Parse_UnknownKey_IsNamed(string address, string key) =>
        Assert.Contains(key, Assert.Throws<InputException>(() => JobStores.Parse(address)).Message, StringComparison.Ordinal);

    private static JobRequest Request(string teacher = "gpt", string prompt = Prompt, JobSampling? sampling = null, int sample = 1) =>
        new(teacher, [ChatMessage.User(prompt)], sampling ?? Sampling, sample);
}
