using System.Globalization;
using System.Text;
using Saenggak.Training;

namespace Saenggak.Cli.Hosting;

/// <summary>
/// Shows how a run goes: on a terminal one line that is redrawn, elsewhere (a log file, a pipe) one plain line now and then,
/// and always the last step of a stage.
/// </summary>
internal sealed class ProgressDisplay : IRunProgress, IDisposable
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    private readonly TextWriter writer;
    private readonly int liveWidth;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private RunStatus status;
    private long stageStart, firstStep, lastShown;
    private bool started, lineStands;

    /// <summary>Creates a display.</summary>
    /// <param name="writer">Where lines go.</param>
    /// <param name="liveWidth">Columns of the terminal for a line that is redrawn; 0 for plain lines.</param>
    /// <param name="clock">Measures rate and intervals; the system's clock when null.</param>
    public ProgressDisplay(TextWriter writer, int liveWidth, TimeProvider? clock = null)
    {
        this.writer = writer;
        this.liveWidth = liveWidth;
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>A display that redraws where stderr is a terminal wide enough.</summary>
    public static ProgressDisplay ForTerminal(TextWriter error)
    {
        bool isTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        return new ProgressDisplay(error, isTerminal && Console.WindowWidth >= 40 ? Console.WindowWidth : 0);
    }

    /// <inheritdoc/>
    public void Report(RunStatus status)
    {
        lock (gate)
        {
            long now = clock.GetTimestamp();
            bool newStage = !started || status.Stage != this.status.Stage || status.Step < this.status.Step;
            if (newStage) (stageStart, firstStep, started) = (now, status.Step, true);
            this.status = status;
            bool last = status.TotalSteps > 0 && status.Step >= status.TotalSteps;
            var interval = liveWidth > 0 ? LiveInterval : PlainInterval;
            if (!newStage && !last && clock.GetElapsedTime(lastShown, now) < interval) return;
            lastShown = now;
            string line = Describe(clock.GetElapsedTime(stageStart, now));
            if (liveWidth > 0) Redraw(line);
            else writer.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Message(string line)
    {
        lock (gate)
        {
            bool redraw = lineStands;
            if (lineStands) writer.Write("\r\u001b[K");
            writer.WriteLine(line);
            lineStands = false;
            if (redraw) Redraw(Describe(clock.GetElapsedTime(stageStart)));
        }
    }

    /// <summary>Ends the line that stands.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (lineStands) writer.WriteLine();
            lineStands = false;
        }
    }

    private void Redraw(string line)
    {
        writer.Write($"\r{CutToColumns(line, liveWidth - 1)}\u001b[K");
        writer.Flush();
        lineStands = true;
    }

    private string Describe(TimeSpan elapsed)
    {
        var line = new StringBuilder(status.Stage);
        var culture = CultureInfo.InvariantCulture;
        if (status.TotalSteps > 0) line.Append(culture, $" {status.Step}/{status.TotalSteps}");
        else line.Append(culture, $" {status.Step}");
        if (status.Loss is { } loss) line.Append(culture, $"  loss {loss:0.0000}");
        if (status.Reward is { } reward) line.Append(culture, $"  reward {reward:0.000}");
        if (status.TokensPerSecond is { } rate) line.Append(culture, $"  {rate:#,0} tok/s");
        // A resumed run starts in the middle; only steps of this sitting tell its pace.
        long done = status.Step - firstStep, left = status.TotalSteps - status.Step;
        if (done > 0 && left > 0) line.Append(culture, $"  {Duration(elapsed * ((double)left / done))} left");
        else if (left <= 0 && done > 0) line.Append(culture, $"  in {Duration(elapsed)}");
        if (status.Note is { } note) line.Append(culture, $"  {note}");
        return line.ToString();
    }

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}h{time.Minutes:00}m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m{time.Seconds:00}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0}s"),
    };

    // Hangul and other wide characters take two columns; a line that wraps could not be redrawn.
    private static string CutToColumns(string text, int columns)
    {
        int used = 0;
        for (int i = 0; i < text.Length; i++)
        {
            used += text[i] >= '\u1100' ? 2 : 1;
            if (used > columns) return text[..(char.IsLowSurrogate(text[i]) ? i - 1 : i)];
        }
        return text;
    }
}
