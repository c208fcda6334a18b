namespace Saenggak.Data.Cleaning;

/// <summary>One kind of private data.</summary>
/// <param name="Placeholder">What stands in its place.</param>
/// <param name="LengthAt">Length of what begins at a place in a text; 0 where nothing of the kind begins there.</param>
internal sealed record PiiKind(string Placeholder, Func<string, int, int> LengthAt);

/// <summary>The kinds of private data, in the order in which they are tried where one begins.</summary>
internal static class PiiKinds
{
    public static readonly IReadOnlyDictionary<string, PiiKind> ByName = new Dictionary<string, PiiKind>(StringComparer.Ordinal)
    {
        ["rrn"] = new("[주민등록번호]", ResidentNumber.LengthAt),
        ["email"] = new("[이메일]", EmailAddress.LengthAt),
        ["mobile"] = new("[휴대전화번호]", PhoneNumber.MobileLengthAt),
        ["account"] = new("[계좌번호]", BankAccount.LengthAt),
        ["phone"] = new("[전화번호]", PhoneNumber.LandlineLengthAt),
        ["card"] = new("[카드번호]", CardNumber.LengthAt),
        ["address"] = new("[주소]", PostalAddress.LengthAt),
    };
}
