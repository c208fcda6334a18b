using System.Text;
using Saenggak.Data.Cleaning;
using Saenggak.Text;

namespace Saenggak.Data.Tests.Cleaning;

public class CleaningStepTests
{
    private const string Sentence = "오늘은 날씨가 좋아서 친구와 함께 공원에서 오래 걸었다.";

    [Theory]
    [InlineData("글 ![그림](a.png) 뒤 " + Sentence, "글  뒤 " + Sentence)]
    [InlineData(Sentence + "\n\n[![배지](b.svg)](http://x.test/(a))\n\n끝", Sentence + "\n\n끝")]
    [InlineData("# ![표제](a.png)\n\n" + Sentence, Sentence)]
    [InlineData("<img src=\"a.png\" alt='x'>" + Sentence, Sentence)]
    public void Images_AreTakenOut(string text, string clean) => Assert.Equal(clean, Apply("images", text)!.Text);

    [Fact]
    public void Images_InCodeStay() => Assert.Equal(StepResult.Unchanged, Result("images", "```md\n![a](b)\n```\n`![a](b)` " + Sentence));

    [Fact]
    public void Images_WithoutWords_DropTheDocument() =>
        Assert.Equal("its sense was in an image", Result("images", "![공지](notice.png)\n\n클릭!").Dropped);

    [Fact]
    public void Nfc_ComposesJamo() => Assert.Equal("한글", Apply("nfc", "\u1112\u1161\u11AB\u1100\u1173\u11AF")!.Text);

    [Fact]
    public void Control_TakesOutWhatIsNotSeen() =>
        Assert.Equal("가 나\n다\n\n라👨‍👩", Apply("control", "\uFEFF가\u00A0나\u200B \r\n다\0\n\n\n\n라👨\u200D👩\uE001 \n")!.Text);

    [Fact]
    public void Mojibake_IsRepairedWhereNothingWasLost()
    {
        Encoding latin = CodePagesEncodingProvider.Instance.GetEncoding(1252)!, cp949 = CodePagesEncodingProvider.Instance.GetEncoding(949)!;
        Assert.Equal("ok 안녕하세요 여러분", Apply("mojibake", "ok " + latin.GetString(Encoding.UTF8.GetBytes("안녕하세요 여러분")))!.Text);
        Assert.Equal("안녕하세요", Apply("mojibake", Encoding.Latin1.GetString(cp949.GetBytes("안녕하세요")))!.Text);
        Assert.NotNull(Result("mojibake", "占쏙옙占쏙옙 글").Dropped);
        Assert.Equal(StepResult.Unchanged, Result("mojibake", "déjà vu «naïve» für Ößterreich, 안녕 ©® “글”"));
    }

    [Theory]
    [InlineData("length", "짧다", "too short")]
    [InlineData("hangul", "This page is in English, 한글 only here.", "too little Hangul")]
    [InlineData("hangul", "ㅋㅋㅋㅋㅋㅋㅋㅋ 봐", "mostly single jamo")]
    [InlineData("keywords", "요청하신 페이지가 없습니다. 홈으로", "a notice of the site")]
    [InlineData("keywords", "카지노 바카라 먹튀 없는 슬롯머신 꽁머니 지급", "advertises")]
    public void Poor_IsDropped(string step, string text, string why) => Assert.Equal(why, Result(step, text).Dropped);

    [Fact]
    public void Grammar_DropsKeywords_KeepsSentences()
    {
        string keywords = string.Join(' ', Enumerable.Repeat("강남 맛집 추천 블로그 체험단 모집 분당 카페 주말 데이트 코스 신상 할인 쿠폰 제공", 3));
        Assert.Equal("too few particles and endings", Result("grammar", keywords).Dropped);
        Assert.Null(Result("grammar", string.Join(' ', Enumerable.Repeat(Sentence, 5))).Dropped);
    }

    [Fact]
    public void Repetition_DropsLinesAndPhrases_NotCode()
    {
        Assert.Equal("repeated lines", Result("repetition", string.Join('\n', Enumerable.Repeat(Sentence, 10))).Dropped);
        Assert.Equal("repeated phrases", Result("repetition", string.Concat(Enumerable.Repeat("정말 재미있는 영화 ", 30))).Dropped);
        Assert.Null(Result("repetition", Sentence + "\n```\n" + string.Concat(Enumerable.Repeat("same line of code\n", 50)) + "```").Dropped);
    }

    [Theory]
    [InlineData(Sentence + " TypeScript", "ko")]
    [InlineData("Only English words stand here.", "en")]
    [InlineData("今日は天気がいいです", "ja")]
    [InlineData("今天天气很好", "zh")]
    [InlineData("12 + 3 = 15", "none")]
    public void Language_IsTold(string text, string language) => Assert.Equal(language, Apply("language", text)!.Language);

    [Fact]
    public void Words_AreLabelledAndNothingIsRemoved()
    {
        Document rude = Apply("profanity", "이 ㅂㅅ아 닥쳐")!;
        Assert.Equal("2", rude.Labels["profanity"]);
        Assert.Equal("이 ㅂㅅ아 닥쳐", rude.Text);
        Assert.Equal(StepResult.Unchanged, Result("profanity", "새로운 시발점에 섰다"));
        Assert.Equal("1", Apply("adult", "19금 표시")!.Labels["adult"]);
        Assert.Equal(StepResult.Unchanged, Result("adult", "여야동의안을 냈다"));
    }

    [Fact]
    public void Pipeline_CountsSamplesAndLineage_WhateverTheOrder()
    {
        var pipeline = new CleaningPipeline([CleaningSteps.Make("control"), CleaningSteps.Make("pii"), CleaningSteps.Make("length")]);
        Document[] documents = [.. Enumerable.Range(0, 100).Select(i => new Document { Id = $"s:{i}", Source = "s", Text = i % 2 == 0 ? $"메일 a{i}@b.kr 입니다 여러분\0" : "짧다" })];
        var forward = new CleaningTally(pipeline, seed: 1, samples: 3);
        var backward = new CleaningTally(pipeline, seed: 1, samples: 3);
        foreach (Document document in documents) forward.Add(pipeline.Clean(document));
        foreach (Document document in documents.Reverse()) backward.Add(pipeline.Clean(document));
        IReadOnlyList<StepReport> report = forward.Report();
        Assert.Equal([(100L, 50L), (100L, 50L), (100L, 0L)], report.Select(step => (step.Seen, step.Changed)));
        Assert.Equal(50, report[2].Dropped["too short"]);
        Assert.Equal(50, forward.Kept);
        Assert.Equal(3, report[1].ChangedSamples.Count);
        Assert.All(report[1].ChangedSamples, sample => Assert.Null(sample.Before));
        Assert.Equal(report.SelectMany(step => step.ChangedSamples), backward.Report().SelectMany(step => step.ChangedSamples));
        Assert.Equal(["control", "pii"], pipeline.Clean(documents[0]).Document.Lineage.Select(entry => entry.Step));
    }

    [Fact]
    public void Settings_UnknownOnesAndBadValues_AreOneLine()
    {
        Assert.Contains("expected one of html", Error("polish").Message, StringComparison.Ordinal);
        Assert.Contains("expected one of max, min", Error("length", ("least", "3")).Message, StringComparison.Ordinal);
        Assert.Contains("a number from 0 to 1", Error("hangul", ("min", "30")).Message, StringComparison.Ordinal);
        Assert.Contains("expected some of rrn", Error("pii", ("kinds", "passport")).Message, StringComparison.Ordinal);
    }

    private static InputException Error(string step, params (string Name, string Value)[] settings) =>
        Assert.Throws<InputException>(() => CleaningSteps.Make(step, settings.ToDictionary(pair => pair.Name, pair => pair.Value)));

    private static StepResult Result(string step, string text) => CleaningSteps.Make(step).Apply(new Document { Id = "1", Source = "s", Text = text });

    private static Document? Apply(string step, string text) => Result(step, text).Changed;

    private sealed class Brittle : ICleaningStep
    {
        public string Name => "brittle";

        public StepResult Apply(Document document) => document.Text.Contains("깨진", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"no such node in\n«{document.Text}»") : StepResult.Unchanged;
    }

    [Fact]
    public void AStepThatThrows_CostsItsDocumentAlone()
    {
        var pipeline = new CleaningPipeline([new Brittle(), CleaningSteps.Make("language")]);
        var tally = new CleaningTally(pipeline, seed: 1);
        CleanedDocument[] cleaned = [.. ((string[])["멀쩡한 글입니다.", "깨진 글입니다.", "이것도 멀쩡합니다."]).Select((text, i) => pipeline.Clean(new Document { Id = $"d:{i}", Text = text, Source = "d" }))];
        foreach (CleanedDocument one in cleaned) tally.Add(one);
        Assert.Equal([null, "brittle", null], cleaned.Select(one => one.DroppedBy));
        Assert.Equal("the step failed (InvalidOperationException)", cleaned[1].DroppedWhy);
        Assert.Equal(new LineageEntry("brittle", "the step failed (InvalidOperationException): no such node in «깨진 글입니다.»"), Assert.Single(cleaned[1].Document.Lineage));
        Assert.Equal(("the step failed (InvalidOperationException)", 1L), tally.Report()[0].Dropped.Select(why => (why.Key, why.Value)).Single());
        Assert.Equal((3L, 2L), (tally.Seen, tally.Kept));
    }
}
