using Saenggak.Training.Checkpoints;

namespace Saenggak.Training.Tests.Checkpoints;

public class TrainerStateTests
{
    [Fact]
    public void Save_IsReadBackToTheSame()
    {
        using var folder = new TemporaryFolder();
        var state = new TrainerState
        {
            Step = 120,
            Epoch = 1,
            DataPosition = 3841,
            Seed = ulong.MaxValue,
            RandomCounters = { ["rollout"] = 99, ["shuffle"] = 2 },
            TokensSeen = 5_000_000_000,
            BestMetric = 0.1 + 0.2,
            BestStep = 80,
            ElapsedSeconds = 12.5,
        };
        state.Save(folder.Path);
        var again = TrainerState.Load(folder.Path);
        Assert.Equal(state.RandomCounters, again.RandomCounters);
        Assert.Equal(state, again with { RandomCounters = state.RandomCounters });
        Assert.Equal(["state.json"], Directory.GetFiles(folder.File("trainer")).Select(Path.GetFileName));
        Assert.Contains("\"data_position\": 3841", File.ReadAllText(folder.File(TrainerState.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SaysWhatIsWrong()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<FileNotFoundException>(() => TrainerState.Load(folder.Path));
        Directory.CreateDirectory(folder.File("trainer"));
        File.WriteAllText(folder.File(TrainerState.FileName), "{\"epoch\":1}");
        Assert.Contains("step", Assert.Throws<InvalidDataException>(() => TrainerState.Load(folder.Path)).Message, StringComparison.Ordinal);
    }
}
