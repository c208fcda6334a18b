using System.Text;

namespace Saenggak.Data.Tests.Decontamination;

public class DecontaminatorTests
{
    private const string Juice = "냉장고에 오렌지 주스가 12병 있고, 포도 주스는 오렌지 주스보다 27병 더 많이 있습니다. 냉장고에 있는 오렌지 주스와 포도 주스는 모두 몇 병입니까?";
    private const string Ducks = "Janet's ducks lay 16 eggs per day. She eats three for breakfast every morning and bakes muffins for her friends every day with 4933 of them. How much does she make at the farmers' market?";
    private const string Page = "오늘은 아이와 함께 도서관에 다녀왔습니다. 날씨가 좋아서 걸어갔는데 생각보다 사람이 많았어요. ";

    private static readonly Decontaminator Both = Of(
        Item("juice", Juice), Item("ducks", Ducks), Item("sum", "3+4"), Item("river", "대한민국에서 가장 긴 강은 어디인가?"),
        Item("seoul", "What is the capital city of South Korea?"), Item("wrong", "다음 중 옳은 것은?", "① 불은 차갑다", "② 해는 진다"));

    private static BenchmarkItem Item(string id, string prompt, params string[] choices) => new() { Id = id, Prompt = prompt, Choices = choices };

    private static Decontaminator Of(params BenchmarkItem[] items) => new([new BenchmarkSet("set", items)]);

    private static (string, ContaminationKind)? First(Decontaminator decontaminator, string text) =>
        decontaminator.Find(text) is [var match, ..] ? (match.ItemId, match.Kind) : null;

    private static string Long(string inner) => string.Concat(Enumerable.Repeat(Page, 40)) + inner + string.Concat(Enumerable.Repeat(Page, 40));

    [Theory]
    [InlineData("냉장고에오렌지주스가12병있고포도주스는오렌지주스보다27병더많이있습니다.냉장고에있는오렌지주스와포도주스는모두몇병입니까", ContaminationKind.Exact)]
    [InlineData("[문제] 냉장고에 오렌지주스가 12병 있고 포도주스는 오렌지주스보다 27병 더 많이 있습니다! 냉장고에 있는 오렌지주스와 포도주스는 모두 몇 병일까요?", ContaminationKind.Overlap)]
    [InlineData("냉장고에 오렌지 주스가 12병이 있고, 포도 주스가 오렌지 주스보다 27병 더 많이 있다. 냉장고에 있는 오렌지 주스와 포도 주스는 모두 몇 병인가?", ContaminationKind.Overlap)]
    [InlineData("냉장고에 오렌지 주스가 5병 있고, 포도 주스는 오렌지 주스보다 8병 더 많이 있습니다. 냉장고에 있는 오렌지 주스와 포도 주스는 모두 몇 병입니까?", ContaminationKind.Template)]
    public void Korean_Rewritten_IsFound(string text, ContaminationKind kind)
    {
        Assert.Equal(("juice", kind), First(Both, text));
        if (kind == ContaminationKind.Exact) kind = ContaminationKind.Overlap;
        Assert.Equal(("juice", kind), First(Both, Long(text + "\n")));
    }

    [Theory]
    [InlineData("janets ducks lay 16 eggs per day she eats three for breakfast every morning and bakes muffins for her friends every day with 4,933 of them how much does she make at the farmers market", ContaminationKind.Exact)]
    [InlineData("Janet’s ducks lay 16 eggs per day. She eats three for lunch every morning and bakes muffins for her friends every day with 4933 of them. How much does she earn?", ContaminationKind.Overlap)]
    [InlineData("Janet's ducks lay 21 eggs per day. She eats three for breakfast every morning and bakes muffins for her friends every day with 6 of them. How much does she make at the farmers' market?", ContaminationKind.Template)]
    public void English_Rewritten_IsFoundWithinKoreanToo(string text, ContaminationKind kind)
    {
        Assert.Equal(("ducks", kind), First(Both, text));
        if (kind == ContaminationKind.Exact) kind = ContaminationKind.Overlap;
        Assert.Equal(("ducks", kind), First(Both, Long($"다음 영어 문제를 풀어 봅시다: {text} 이 문제의 답은 무엇일까요? ")));
    }

    [Theory]
    [InlineData("3 + 4", "sum", ContaminationKind.Exact)]
    [InlineData("대한민국에서 가장 긴 강은 어디인가", "river", ContaminationKind.Exact)]
    [InlineData("문제 1. 대한민국에서 가장 긴 강은 어디인가? 정답은 아래에 있습니다.", "river", ContaminationKind.Contained)]
    [InlineData("이런 질문을 받았다.\n\"What is the capital city of South Korea?\"\n뭐라고 답할까?", "seoul", ContaminationKind.Contained)]
    [InlineData("[퀴즈] 다음 중 옳은 것은? ① 불은 차갑다 ② 해는 진다", "wrong", ContaminationKind.Contained)]
    public void Short_StandsWhole(string text, string item, ContaminationKind kind) => Assert.Equal((item, kind), First(Both, text));

    [Theory]
    [InlineData("3-4")]
    [InlineData("34")]
    [InlineData("5+2")]
    [InlineData("가게에서 3+4 행사를 합니다.")]
    [InlineData("다음 중 옳은 것은?")]
    [InlineData("세계에서 가장 긴 강은 어디인가?")]
    [InlineData("대한민국에서 가장 긴 강은 어디인가요, 아니면 어디였을까요 하고 물었다.")]
    [InlineData("What is the capital city of North Korea?")]
    [InlineData("냉장고에 있는 오렌지 주스와 포도 주스를 모두 마셨습니다.")]
    [InlineData("She eats three for breakfast every morning and goes to work at nine.")]
    [InlineData("버스에 12명이 타고 있었습니다. 정류장에서 27명이 내렸습니다. 모두 몇 명입니까?")]
    public void Harmless_IsClean(string text)
    {
        Assert.Empty(Both.Find(text));
        Assert.Empty(Both.Find(Long(text + " ")));
    }

    [Fact]
    public void Phrases_ScatteredOverAPage_AreNoMatch()
    {
        string[] pieces = [Juice[..22], Juice[18..50], Juice[46..70], Juice[62..]];
        Assert.Equal(("juice", ContaminationKind.Overlap), First(Both, string.Join(' ', pieces)));
        Assert.Empty(Both.Find(string.Join(Page + Page + Page, pieces)));
    }

    [Fact]
    public void PhrasesOfABenchmark_AreNoEvidence()
    {
        const string Phrase = "다음 글을 읽고 물음에 알맞은 답을 고르시오. 단, 답은 하나이며 풀이 과정을 모두 적으시오. ";
        string[] words = ["바다", "구름", "소나무", "자전거", "도서관", "연필", "우체국", "달력"];
        string Own(int i) => string.Join(' ', Enumerable.Range(0, 12).Select(k => words[(i + (k * k)) % words.Length] + (char)('가' + (i * 37) + k)));
        Decontaminator set = Of([.. Enumerable.Range(0, 80).Select(i => Item($"{i}", Phrase + Own(i)))]);
        Assert.Empty(set.Find(Phrase + "그럼 시작합니다."));
        Assert.Equal(("7", ContaminationKind.Overlap), First(set, "문제. " + Own(7)));
    }

    [Fact]
    public void Solution_IsLookedFor_ABareAnswerIsNot()
    {
        Decontaminator set = Of(new BenchmarkItem { Id = "a", Prompt = Ducks, Solution = "Janet sells 16 - 3 - 4 = 9 duck eggs a day, so she makes 9 * 2 = 18 dollars every day at the market of the farmers in her town." },
            new BenchmarkItem { Id = "b", Prompt = Juice, Solution = "51" });
        ContaminationMatch match = Assert.Single(set.Find("풀이: Janet sells 16 - 3 - 4 = 9 duck eggs a day, so she makes 9 * 2 = 18 dollars every day at the market of the farmers in her town. 끝."));
        Assert.Equal(("a", "solution"), (match.ItemId, match.Part));
        Assert.Empty(set.Find("51"));
    }

    [Fact]
    public void Find_NamesEveryItemOfAPage_WithTheStretchThatRepeatsIt()
    {
        IReadOnlyList<ContaminationMatch> found = Both.Find(Long($"{Juice}\n{Ducks}\n대한민국에서 가장 긴 강은 어디인가?\n"));
        Assert.Equal(["river", "juice", "ducks"], found.Select(match => match.ItemId));
        Assert.StartsWith("냉장고에 오렌지 주스가 12병", found[1].TextExcerpt, StringComparison.Ordinal);
        Assert.Equal(1, found[1].Overlap);
    }

    [Fact]
    public void Find_StrangeText_IsHarmless()
    {
        foreach (string text in (string[])["", " ", "\uD800", "가\uDC00나", new string('7', 5000), string.Concat(Enumerable.Repeat("3개", 3000)), Juice.Normalize(NormalizationForm.FormD)[..7]])
        {
            Assert.Empty(Both.Find(text));
        }
        Assert.Equal(("juice", ContaminationKind.Exact), First(Both, Juice.Normalize(NormalizationForm.FormD)));
        Assert.Empty(Of().Find(Juice));
    }

    [Fact]
    public void Tally_CountsItemsAndTexts_AndWritesThePairs()
    {
        using var folder = new TempFolder();
        string template = Juice.Replace("12", "5", StringComparison.Ordinal).Replace("27", "6", StringComparison.Ordinal);
        using (var tally = new ContaminationTally(Both, folder["pairs.jsonl"]))
        {
            Assert.NotNull(tally.Add("t1", Both.Find(Juice)));
            Assert.NotNull(tally.Add("t2", Both.Find(Long(Juice + " " + Ducks + " "))));
            Assert.Null(tally.Add("t3", Both.Find(template)));
            Assert.Null(tally.Add("t4", Both.Find(Page)));
            tally.Commit();
            Assert.Equal("""{"checked":4,"removed":2,"benchmarks":{"set":{"items":6,"items_found":2,"items_as_template":0,"texts":{"exact":1,"contained":0,"overlap":1,"template":1},"texts_removed":2}}}""", tally.ToJson().ToJsonString());
        }
        Assert.Equal(["t1 juice exact", "t2 juice overlap", "t2 ducks overlap", "t3 juice template"],
            JsonLines.Read(folder["pairs.jsonl"]).Select(line => $"{line.Row["text"]} {line.Row["item"]} {line.Row["kind"]}"));
        var strict = new Decontaminator(Both.Benchmarks, new DecontaminationOptions { RemoveTemplates = true });
        using var again = new ContaminationTally(strict);
        Assert.Equal("juice", again.Add("t3", strict.Find(template))?.ItemId);
    }

    [Fact]
    public void FindAll_IsTheSameWithAnyWorkers()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => (i % 4) switch { 0 => Long(Juice + " "), 1 => $"{Ducks} {i}", 2 => Page + i, _ => Juice.Replace("12", $"{i}", StringComparison.Ordinal) })];
        string Said(int workers) => string.Join('\n', Both.FindAll(texts, workers).SelectMany((matches, i) => matches.Select(match => match.ToJson($"{i}").ToJsonString())));
        Assert.Equal(Said(1), Said(4));
    }
}
