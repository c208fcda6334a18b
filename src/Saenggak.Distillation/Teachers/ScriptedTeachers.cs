namespace Saenggak.Distillation.Teachers;

/// <summary>The scripted teachers by name.</summary>
public static class ScriptedTeachers
{
    /// <summary>One instance of each; they hold no state.</summary>
    public static IReadOnlyDictionary<string, ITeacher> ByName { get; } = new ITeacher[]
    {
        new CarefulTeacher(),
        new ConciseTeacher(),
        new HastyTeacher(),
        new EnglishTeacher(),
        new RamblerTeacher(),
    }.ToDictionary(teacher => teacher.Name, StringComparer.Ordinal);
}
