namespace Saenggak.Data.Cleaning;

/// <summary>
/// Numbers of bank accounts. Each bank has its own form and none has a checksum that is public, so a number counts only
/// close behind the name of a bank or a word for an account: 10 to 16 digits in groups, or in one piece.
/// </summary>
internal static class BankAccount
{
    private const int Reach = 16;

    private static readonly WordFinder Cues = new(
    [
        "계좌", "은행", "농협", "신협", "수협", "새마을금고", "우체국", "카카오뱅크", "토스뱅크", "케이뱅크", "입금", "송금", "예금주", "국민", "신한", "하나", "우리", "기업",
    ]);

    public static int LengthAt(string text, int at)
    {
        if (!char.IsAsciiDigit(text[at]) || !DigitGroups.MayStart(text, at)) return 0;
        int end = at, digits = 0, groups = 1;
        while (end < text.Length)
        {
            if (char.IsAsciiDigit(text[end])) digits++;
            else if (text[end] == '-' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])) groups++;
            else break;
            end++;
        }
        if (digits is < 10 or > 16 || groups > 5 || !DigitGroups.MayEnd(text, end) || DigitGroups.IsInFormula(text, at, end)) return 0;
        int from = Math.Max(0, at - Reach);
        string before = text[from..at];
        // What another number or sentence parts from the number does not speak of it.
        int cut = before.LastIndexOfAny(['\n', '.', '?', '!', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        return Cues.Count(before[(cut + 1)..]) > 0 ? end - at : 0;
    }
}
