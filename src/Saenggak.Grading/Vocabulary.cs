using System.Collections.Frozen;

namespace Saenggak.Grading;

/// <summary>Small word lists that tell prose from what only looks like it. Looked up by span, lower case.</summary>
internal static class Vocabulary
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Function = Set(
        "the of to is are was were be been that this these those we you it its they he she so if then there here because since need have has "
        + "had must should would could will can do does did let not but what which who when where how our your their them us my me i as by at "
        + "with from for on in into an a and or than also just only now first next finally all each every some any no");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Common = Set(
        "about above add added adding after again answer apple apples area around ask asked away back because before begin below between both box "
        + "boxed buy bought call calculate case check compute correct cost count day days different divide divided does done down each eight "
        + "eleven equal equals even ever example exactly fact few find five follows four from gave get gets give given gives go got greater half "
        + "hence high hour hours however know known large last left less like long look make makes many maybe means minus more most much multiply "
        + "multiplied must nine number numbers obtain okay one other out over part people per plus problem prove put question quick really "
        + "remaining result right same says see seven side simple simply six solution solve start starting step still subtract subtracted "
        + "suppose sure take takes ten terms think three through thus time times together total true try twelve twenty two under until up use "
        + "using value very wait want way well while why without work write yes yields zero product sum difference remain remains left therefore "
        + "dollars minutes points cards small large number divisible odd integer integers positive factor triangle circle square angle length");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Mathematics = Set(
        "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim max min gcd lcm mod det dim rank deg sgn arg sup inf ker "
        + "tr sqrt frac cdot times div pm pi theta alpha beta gamma delta lambda mu phi rad const iff qed rhs lhs wlog nan ok ii iii iv vi vii viii ix xi xii");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Unit = Set(
        "min sec hr ms pa ha ft in lb oz pt px st nd rd th am pm ad bc lm lx bit mol deg");

    // Units that are nothing else.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Measure = Set(
        "mm cm dm km nm mg kg ml dl kl hz khz mhz ghz kv mw kw kwh kj cal kcal hpa kpa mpa rad kb mb gb tb rpm kmh mph ppm db ev kev mev atm cc");

    // Words that programs are made of; a run of them is no sentence.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Keyword = Set(
        "for in if elif else while do not and or is none null true false import from def return class public private static final void int "
        + "float double string bool var let const new as with try except catch finally raise throw break continue pass lambda yield async await "
        + "print range len sum max min abs int str list dict set tuple select where order by group join on insert into update delete values "
        + "function foreach using namespace include define struct enum switch case default this self super");

    // Commands of LaTeX whose names are English words too.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Latex = Set(
        "to in not left right over times div sum max min big text because therefore equal mid middle top perp parallel angle triangle square "
        + "circle end begin all exists prod int lim sup inf cup cap land lor and or is for if then less more point prime star because hence set "
        + "box line quad under above below");

    // Commands around words, which neither end a sentence nor belong to it.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Wrapper = Set(
        "text textbf textit textrm textsf texttt textnormal textsc textup emph underline mathrm mathit mathsf mathbf mathtt mbox hbox vbox fbox "
        + "operatorname intertext shortintertext tag label boldsymbol bf it rm sf tt sc quad qquad enspace thinspace hspace space newline "
        + "displaystyle textstyle scriptstyle scriptscriptstyle large small tiny color textcolor boxed phantom begin end left right");

    // Syllables that Korean words end with in sentences: particles, verb endings, and the bound nouns of counting.
    private static readonly FrozenSet<char> KoreanEndings =
        "다요은는이가을를의에로고면서도니며지만과와해한할인된음함임됨자라나까게데든던려야록여어아죠네군걸줄것때씩기들수개원명번간진운난든린준친른큰짜".ToFrozenSet();

    public static bool IsFunctionWord(ReadOnlySpan<char> lower) => Function.Contains(lower);

    public static bool IsEnglish(ReadOnlySpan<char> lower) => Function.Contains(lower) || Common.Contains(lower);

    public static bool IsMathematics(ReadOnlySpan<char> lower) => Mathematics.Contains(lower);

    public static bool IsUnit(ReadOnlySpan<char> lower) => lower.Length == 1 || Unit.Contains(lower) || Measure.Contains(lower);

    public static bool IsMeasure(ReadOnlySpan<char> lower) => Measure.Contains(lower);

    public static bool IsKeyword(ReadOnlySpan<char> lower) => Keyword.Contains(lower);

    public static bool IsLatexName(ReadOnlySpan<char> name) => Latex.Contains(name);

    public static bool IsWrapper(ReadOnlySpan<char> name) => Wrapper.Contains(name);

    public static bool EndsKorean(char syllable) => KoreanEndings.Contains(syllable);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
