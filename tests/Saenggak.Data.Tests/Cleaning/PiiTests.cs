using Saenggak.Data.Cleaning;

namespace Saenggak.Data.Tests.Cleaning;

public class PiiTests
{
    [Theory]
    [InlineData("번호는 900101-1234568입니다", "번호는 [주민등록번호]입니다")]
    [InlineData("200229-3123456", "[주민등록번호]")]
    [InlineData("9001011234568", "[주민등록번호]")]
    [InlineData("900101-1******", "[주민등록번호]")]
    [InlineData("연락은 010-1234-5678로", "연락은 [휴대전화번호]로")]
    [InlineData("01012345678 / 010 1234 5678 / 010.123.4567", "[휴대전화번호] / [휴대전화번호] / [휴대전화번호]")]
    [InlineData("지기(010-1234-5678, 저녁에만)에게, (02) 312-3456", "지기([휴대전화번호], 저녁에만)에게, [전화번호]")]
    [InlineData("+82 10-1234-5678, +82-2-312-3456", "[휴대전화번호], [전화번호]")]
    [InlineData("(02) 312-3456, 02)312-3456, 031-123-4567, 070-1234-5678", "[전화번호], [전화번호], [전화번호], [전화번호]")]
    [InlineData("hong.gil-dong@mail.example.co.kr.", "[이메일].")]
    [InlineData("메일은abc@example.com으로", "메일은[이메일]으로")]
    [InlineData("카드 4111-1111-1111-1111, 4111111111111111", "카드 [카드번호], [카드번호]")]
    [InlineData("3782-822463-10005", "[카드번호]")]
    [InlineData("국민은행 123456-01-234567 홍길동", "국민은행 [계좌번호] 홍길동")]
    [InlineData("계좌: 1002345678901", "계좌: [계좌번호]")]
    [InlineData("서울특별시 강남구 테헤란로 12, 3층 301호 (역삼동)에서", "[주소]에서")]
    [InlineData("경기도 성남시 분당구 판교역로 235번길 7로 오세요", "[주소]로 오세요")]
    [InlineData("전북 전주시 완산구 효자동 45-6번지", "[주소]")]
    public void Private_IsReplacedByItsKind(string text, string clean) => Assert.Equal(clean, Clean(text));

    [Theory]
    [InlineData("2024-01-15부터 2024.12.31까지, 20240115123045")]
    [InlineData("1592-1598년의 전쟁, 1588-1234")]
    [InlineData("값은 1,234,567원이고 990000-1000000원 사이입니다")]
    [InlineData("ISBN 978-89-01-12345-6, 9788901123456, 979-11-5839-000-0")]
    [InlineData("x = 010-1234-5678 + 3")]
    [InlineData("12345678 × 9 = 111111102")]
    [InlineData("901301-1234567")]
    [InlineData("9001011234567")]
    [InlineData("4111-1111-1111-1112, 1111-2222-3333-4444")]
    [InlineData("주문 번호 123456-01-234567")]
    [InlineData("서울 강남구에 살고 부산 해운대구에 갑니다")]
    [InlineData("다시 앞으로 3 걸음, 서울로 3시에 갔다, 경기 3대")]
    [InlineData("0.010123456789, 3.14159265358979323846")]
    [InlineData("@media screen, a@b, user@localhost, 3@5.2")]
    [InlineData("버전 02.1.2, 192.168.0.101, 02-03")]
    [InlineData("https://example.com/p/01012345678?id=4111111111111111")]
    public void NotPrivate_Stays(string text) => Assert.Equal(text, Clean(text));

    [Fact]
    public void Checksum_IsThatOfTheRegister()
    {
        Assert.True(ResidentNumber.HasChecksum("900101", "1234568"));
        Assert.Equal(1, Enumerable.Range(0, 10).Count(last => ResidentNumber.HasChecksum("850505", $"216543{last}")));
    }

    [Fact]
    public void Placeholders_AreCountedAndStayAsTheyAre()
    {
        StepResult result = Apply("a@b.kr, c@d.kr, 010-1234-5678");
        Assert.Equal("[이메일] 2, [휴대전화번호] 1", result.What);
        Assert.Equal(result.Changed!.Text, Clean(result.Changed.Text));
    }

    private static string Clean(string text) => Apply(text).Changed?.Text ?? text;

    private static StepResult Apply(string text) => CleaningSteps.Make("pii").Apply(new Document { Id = "1", Text = text, Source = "s" });
}
