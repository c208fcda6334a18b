namespace Saenggak.Data.Cleaning;

/// <summary>
/// Short lists of our own. Those of rude and adult words hold mild forms and the initials people write instead; a list for real
/// use is named in the recipe (<c>words</c>).
/// </summary>
internal static class WordLists
{
    // The coarsest stand here with every syllable moved on by one, so that nobody has to read them.
    private static readonly string[] Veiled = ["씩밝", "식밝", "볒싡", "직랅", "객색끽"];

    public static readonly string[] Profanity =
    [
        "ㅅㅂ", "ㅂㅅ", "ㅄ", "ㅈㄹ", "ㄲㅈ", "닥쳐", "꺼져라", "미친놈", "미친년", "바보새끼", "이새끼", "이 새끼", "저새끼", "저 새끼",
        .. Veiled.Select(Unveil), "또라이", "등신", "쓰레기같은", "쓰레기 같은", "빌어먹을", "염병",
    ];

    public static readonly string[] NoProfanity = ["시발점", "시발역", "등신대", "등신불", "팔등신", "장티푸스염병", "시발택시", "시발자동차", "전염병"];

    public static readonly string[] Adult =
    [
        "19금", "성인용품", "성인사이트", "성인방송", "성인 방송", "야동", "야설", "조건만남", "출장마사지", "출장안마", "유흥업소", "섹스", "포르노", "음란", "porn",
    ];

    public static readonly string[] NotAdult = ["유니섹스", "섹스턴트", "에섹스", "서섹스", "미들섹스", "여야동", "분야동", "음란물 차단", "popcorn"];

    public static readonly string[] Notices =
    [
        "페이지를 찾을 수 없", "요청하신 페이지", "존재하지 않는 페이지", "존재하지 않거나 삭제된", "로그인이 필요", "로그인 후 이용", "자바스크립트를 활성화",
        "JavaScript를 활성화", "접근 권한이 없", "서비스 점검", "404 Not Found", "403 Forbidden", "Enable JavaScript", "삭제된 게시글", "삭제된 댓글",
    ];

    public static readonly string[] Spam =
    [
        "카지노", "바카라", "토토사이트", "사설토토", "먹튀", "슬롯머신", "꽁머니", "파워볼", "홀덤", "대출상담", "급전", "휴대폰 소액결제", "소액결제 현금화", "비아그라",
        "시알리스", "출장샵", "무료상담", "선착순 분양", "모델하우스 방문예약",
    ];

    private static string Unveil(string word) => string.Concat(word.Select(c => (char)(c - 1)));
}
