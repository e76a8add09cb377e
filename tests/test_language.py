"""Sentences, dates, numbers of acts and taggers: cases as annotated text, so that offsets cannot drift."""

from __future__ import annotations

import itertools
import pickle
import random
import sys
import types
import warnings
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SettingsError
from kg.language.crf_features import FeatureTemplates
from kg.language.dates import find_dates
from kg.language.legal import find_acts
from kg.language.sentences import LONGEST, blocks, pieces, sentences
from kg.language.tagger import GuardedTagger, NoTagger, Span, load_tagger
from kg.text import clean

# --- sentences: "|" stands where one sentence ends and the next begins ----------------------------------------------
SENTENCES = [
    "Ông Lê Văn Tư nói vậy.| Bà Hoa đồng ý.",
    "Đoàn đến TP. Huế rồi về TX. Hương Thủy.| Sau đó họ nghỉ.",
    "UBND TP.Huế họp.| TX.Quảng Trị cũng họp.",
    "PGS.TS. Trần Bá Lộc và ThS. Vũ Thị Mơ dự.| GS. Hà vắng.",
    "Lúa chín vàng - Ảnh: Đ.V",
    "Ảnh do T. Hằng chụp ở Q. Ba Đình, H. Ba Chẽ và P. Hai Bà Trưng.",
    "Bị can Trần Văn H. khai nhận.| Vợ là Lê Thị B. không biết.",
    "Nạn nhân tên Nguyễn Văn A.| Theo công an, vụ việc đã rõ.",
    "Nhà ở Q.1 và P.5, chuyển về ngày 1.7.2025 với 4.000 người.| Nay đã ổn.",
    "1. Về kinh tế: tăng 7,6%.| 2. Về xã hội: ổn định.",
    "II. Phương hướng năm 2022.| Mục tiêu chung là phát triển.",
    "Điều 3. Nghị quyết có hiệu lực từ ngày ký.| Điều 4. Tổ chức thực hiện.",
    "Việc xảy ra năm 2020.| Ông Tư không nhớ.",
    "Sửa đường, xây chợ, v.v.| Theo ông, vậy là đủ.",
    "Sửa đường, xây chợ, v.v. và trồng cây.",
    "Có cam, bưởi... và chuối.| Có cả xoài...| Đến tháng sau mới hết.",
    "Ông hỏi: “Ai làm?” rồi đi.| “Tôi làm!”| Bà đáp.",
    "Chị nói: “Tốt rồi.”| Anh gật đầu.",
    'Chị nói: "Tốt rồi."| Anh gật đầu.',
    "Dự có: ông An, Bí thư; ông Bình, Chủ tịch; bà Cúc.| Họ đều phát biểu.",
    "Công trình phát hiện do cháy nội sinh4.| Kỹ thuật khoan được dùng.",
    "Tàu lao khỏi đường ray.|Ngay sau đó còi hú.",
    "Xem tại bao.vn/tin.php?id=3&x=A.b hôm nay.| Hết.",
    "Thật không?| Thật!| Vậy thì tốt…| Họ về.",
    "Tiêu đề không có dấu chấm|\nThân bài bắt đầu.|\n\n\u00a0\nHết bài",
    "Đoạn một.| (Theo TTXVN).| Đoạn hai.",
    "",
    " \n\t\n ",
]


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences(marked: str) -> None:
    text = marked.replace("|", "")
    expected = [part.strip() for part in marked.split("|") if part.strip()]
    assert [text[a:b] for a, b in sentences(text)] == expected


def test_sentences_of_a_part() -> None:
    text = "Một. Hai. Ba."
    assert [text[a:b] for a, b in sentences(text, 5, 9)] == ["Hai."]


def test_blocks_are_lines_without_blank_ones() -> None:
    text = "\nTiêu đề \n\u00a0\n  Thân bài\r\f cuối"
    assert [text[a:b] for a, b in blocks(text)] == ["Tiêu đề", "Thân bài", "cuối"]


def test_long_sentence_is_cut_after_a_comma() -> None:
    text = "một hai ba, " * 400
    cut = sentences(text)
    assert all(b - a <= LONGEST for a, b in cut)
    assert all(text[b - 1] == "," for _, b in cut)
    assert "".join(text[a:b] for a, b in cut).replace(" ", "") == text.replace(" ", "")


def test_piece_without_comma_or_space_is_cut_hard() -> None:
    assert pieces("x" * 25, 0, 25, 10) == [(0, 10), (10, 20), (20, 25)]


@given(st.text(alphabet='aĐ.?!…”") \n,;1V' + "TP", max_size=200))
def test_sentences_lose_nothing(text: str) -> None:
    found = sentences(text)
    assert all(a < b for a, b in found)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(found))
    outside = set(range(len(text))) - {i for a, b in found for i in range(a, b)}
    assert all(text[i].isspace() for i in outside)


@pytest.mark.parametrize("unit", ["chữ ", "A", "((", "a.", "A.", "1.", "? ", "...", "”", "TP.", "\n", "1/", "ngày 1"])
def test_sentences_stay_short_on_hostile_text(unit: str) -> None:
    text = unit * 20_000
    found = sentences(text)
    assert all(b - a <= LONGEST for a, b in found)
    assert find_dates(text, date(2025, 7, 1)) is not None
    assert find_acts(text) == []


# --- dates: brackets stand around the mention -----------------------------------------------------------------------
PUBLISHED = date(2025, 6, 28)
DATES = [
    ("Họp [ngày 1/7/2025] tại huyện.", "2025-07-01", "date"),
    ("Họp [ngày 01-07-2025].", "2025-07-01", "date"),
    ("Ngày cập nhật: [01.07.2025] 06:07:42", "2025-07-01", "date"),
    ("Đăng lúc [2025-06-28]", "2025-06-28", "date"),
    ("[Ngày 1 tháng 7 năm 2025], xã ra mắt.", "2025-07-01", "date"),
    ("Họp [ngày 5/6 năm 2024].", "2024-06-05", "date"),
    ("Ký [ngày 3/2/98] và công bố", "1998-02-03", "date"),
    ("([tháng 7/2014])", "2014-07", "date"),
    ("hồi [7/2014], ông", "2014-07", "date"),
    ("[Tháng 7 năm 2014], ông", "2014-07", "date"),
    ("thành lập vào [năm 2020].", "2020", "date"),
    ("về xã [đầu năm 2013].", "2013", "date"),
    ("làm Chủ tịch [từ 7/2014 - 10/2017], sau đó", "2014-07..2017-10", "range"),
    ("làm Chủ tịch ([7/2014-10/2017])", "2014-07..2017-10", "range"),
    ("[từ tháng 3/2010 đến tháng 5/2015] là Phó", "2010-03..2015-05", "range"),
    ("[Từ ngày 1/7/2024 đến hết ngày 30/6/2025], xã", "2024-07-01..2025-06-30", "range"),
    ("diễn ra [từ ngày 1 đến ngày 3/7/2025] ở", "2025-07-01..2025-07-03", "range"),
    ("diễn ra [ngày 1-3/7] ở", "2025-07-01..2025-07-03", "range"),
    ("trong hai [ngày 20 và 21/5], xã", "2025-05-20..2025-05-21", "range"),
    ("các [ngày 20 và 24/5], xã", "2025-05-24", "date"),
    ("[từ năm 2014 đến 2016] đã có", "2014..2016", "range"),
    ("[từ năm 2017 đến nay], ông là", "2017", "since"),
    ("[Từ 2017 đến nay], ông là", "2017", "since"),
    ("từng làm [từ tháng 9/2019 - nay].", "2019-09", "since"),
    ("hoạt động [kể từ 1/7].", "2025-07-01", "since"),
    ("có hiệu lực [kể từ ngày 1-1-2020].", "2020-01-01", "since"),
    ("Đảng bộ xã [nhiệm kỳ 2020 - 2025].", "2020..2025", "term"),
    ("HĐND khóa XIX, [nhiệm kỳ 2021-2026]", "2021..2026", "term"),
    ("HĐND [khóa XIX (2021-2026])", "2021..2026", "term"),
    ("sắp xếp trong [giai đoạn 2019-2021].", "2019..2021", "period"),
    ("[năm học 2024 – 2025] bắt đầu", "2024..2025", "period"),
    ("[Chiều 28/6], tại", "2025-06-28", "date"),
    ("[ngày 28-11], xã ra quyết định", "2024-11-28", "date"),
    ("[hôm 19/6], ông", "2025-06-19", "date"),
    ("[sáng ngày 2/8], sẽ họp", "2025-08-02", "date"),
    ("sẽ khai mạc [ngày 20/10]", "2025-10-20", "date"),
    ("họp [ngày 20/10] tới", "2025-10-20", "date"),
    ("Lễ kỷ niệm ([20/5]) có", "2025-05-20", "date"),
    ("[ngày mùng 2 tháng 9]", "2024-09-02", "date"),
    ("xong trước [30/6], các xã", "2025-06-30", "date"),
    ("trong [tháng 5], xã", "2025-05", "date"),
    ("[Sáng nay], ông đến", "2025-06-28", "relative"),
    ("[Hôm qua], ông đến", "2025-06-27", "relative"),
    ("[Sáng mai], lễ khởi công", "2025-06-29", "relative"),
    ("vô địch [năm ngoái]", "2024", "relative"),
    ("[Cùng ngày], Ủy ban họp", "2025-06-28", "relative"),
]
NO_DATES = [
    "Nghị quyết số 832/NQ-UBTVQH14 và Nghị định 29/2023/NĐ-CP",
    "Quyết định số 7/2014 của tỉnh; công văn số 12/2020",
    "có 12/15 xã đạt chuẩn, 14/17 chỉ tiêu vượt",
    "từ 5/7 xã tăng đến 10/12 xã; hết 3/4 phần việc",
    "thắng 3-1, thua 0-2, hòa (1-1)",
    "ĐT: 0913.456.789, 0233-385-2020, (024) 3825 2020",
    "ngày 31/2/2025, ngày 32/1, ngày 0/5, tháng 13, tháng 13/2020",
    "đến 2000 hộ, từ 2020 người",
    "trong 3 tháng 10 ngày; 6 tháng sau; 2025 đồng",
    "ngày 10 tháng 3 âm lịch",
    "đạt 7,64%; 1.200 tỉ đồng; 18,2 tiêu chí; 4.2020",
    "nhiệm kỳ 2025 - 2020",
    "hiện nay, ngày nay, qua năm",
]


@pytest.mark.parametrize(("marked", "value", "kind"), DATES)
def test_dates(marked: str, value: str, kind: str) -> None:
    text = marked.replace("[", "").replace("]", "")
    found = find_dates(text, PUBLISHED)
    shown = [(text[d.start : d.end], f"{d.value}..{d.until}" if d.until else d.value, d.kind) for d in found]
    assert shown == [(marked[marked.index("[") + 1 : marked.index("]")], value, kind)]
    assert {4: "year", 7: "month", 10: "day"}[len(found[0].value)] == found[0].precision


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text, PUBLISHED) == []


@pytest.mark.parametrize(
    ("published", "text", "value"),
    [
        ("2025-01-10", "ngày 28/12", "2024-12-28"),
        ("2025-12-20", "ngày 5/1", "2026-01-05"),
        ("2025-12-20", "tháng 1", "2026-01"),
        ("2025-12-20", "ngày 5/4", "2025-04-05"),
        ("2025-03-01", "ngày 29/2", "2024-02-29"),
        ("2023-05-01", "ngày 29/2", None),
        ("2024-03-01", "ngày 29/2", "2024-02-29"),
        ("0001-01-01", "hôm qua", "0001-01-01"),
        ("9999-12-31", "ngày mai", "9999-12-31"),
    ],
)
def test_year_from_the_article(published: str, text: str, value: str | None) -> None:
    found = find_dates(text, date.fromisoformat(published))
    assert [d.value for d in found] == ([value] if value else [])


def test_without_the_article_s_date_only_full_dates_remain() -> None:
    text = "Sáng nay, hôm 5/6, trong tháng 5, cùng ngày; ngày 1/7/2025 và năm 2020."
    assert [d.value for d in find_dates(text, None)] == ["2025-07-01", "2020"]


def test_same_day_is_the_day_of_the_news_named_last() -> None:
    text = "Ngày 20/6, xã họp. Cùng ngày, huyện họp. Việc có từ ngày 1/1/2008. Chiều cùng ngày, tỉnh họp."
    same = [d.value for d in find_dates(text, PUBLISHED) if d.kind == "relative"]
    assert same == ["2025-06-20", "2025-06-20"]


def test_same_day_and_same_year_are_those_of_the_sentence() -> None:
    text = "Bà Xuân giữ quyền từ ngày 21/3/2024, sau khi Quốc hội miễn nhiệm ông Thưởng vào cùng ngày."
    assert [d.value for d in find_dates(text, PUBLISHED)] == ["2024-03-21", "2024-03-21"]
    text = "Được thăng hàm năm 2019, ông Quang nhậm chức giữa tháng 8 cùng năm, ngày 5/9 cùng năm đi nước ngoài."
    assert [d.value for d in find_dates(text, PUBLISHED)] == ["2019", "2019-08", "2019-09-05"]


def test_several_dates_of_one_sentence() -> None:
    text = "Ngày 1/3/2022, ông Ba được bầu; từ 5/2023 đến 6/2024 là Phó; nhiệm kỳ 2021-2026, năm 2025 nghỉ."
    values = [(d.value, d.until, d.kind) for d in find_dates(text, None)]
    assert values == [
        ("2022-03-01", None, "date"),
        ("2023-05", "2024-06", "range"),
        ("2021", "2026", "term"),
        ("2025", None, "date"),
    ]


# --- numbers of acts ------------------------------------------------------------------------------------------------
ACTS = [
    ("theo [Nghị quyết số 832/NQ-UBTVQH14] ngày 17/12/2019", "832/NQ-UBTVQH14", "nghị quyết", "UBTVQH14"),
    ("[Nghị quyết số: 35-NQ/TW]", "35-NQ/TW", "nghị quyết", "TW"),
    ("thi hành [nghị quyết số 1279].", "1279", "nghị quyết", None),
    ("thi hành [nghị quyết 1279], tỉnh", "1279", "nghị quyết", None),
    ("[Quyết định số 123/QĐ-UBND] của tỉnh", "123/QĐ-UBND", "quyết định", "UBND"),
    ("[Nghị định 29/2023/NĐ-CP]", "29/2023/NĐ-CP", "nghị định", "CP"),
    ("[Thông tư 01/2025/TT-BNV]", "01/2025/TT-BNV", "thông tư", "BNV"),
    ("[Quyết định số 5/QĐ-TTg]", "5/QĐ-TTg", "quyết định", "TTg"),
    ("([832/NQ-UBTVQH14])", "832/NQ-UBTVQH14", "nghị quyết", "UBTVQH14"),
    ("[Nghị quyết 202/2025/QH15] về sáp nhập", "202/2025/QH15", "nghị quyết", "QH15"),
    ("[Công văn số 1104/UBND-NC]", "1104/UBND-NC", "công văn", None),
]
NO_ACTS = [
    "nghị quyết 5 năm; nghị quyết 3 nhiệm vụ",
    "quyết định 12 cán bộ; thông báo 2 trường hợp; quyết định 30",
    "Nghị quyết Đại hội XIII, Nghị quyết Trung ương 4",
    "12/15 xã; ngày 1/7/2025; 14/17 chỉ tiêu",
    "luật sư 5 người; 20/TTXVN",
    "nghị định 30%; nghị quyết 1,5 trang",
]


@pytest.mark.parametrize(("marked", "number", "kind", "issuer"), ACTS)
def test_acts(marked: str, number: str, kind: str, issuer: str | None) -> None:
    text = marked.replace("[", "").replace("]", "")
    shown = [(text[a.start : a.end], a.number, a.kind, a.issuer) for a in find_acts(text)]
    assert shown == [(marked[marked.index("[") + 1 : marked.index("]")], number, kind, issuer)]


@pytest.mark.parametrize("text", NO_ACTS)
def test_what_is_no_act(text: str) -> None:
    assert find_acts(text) == []


def test_acts_joined_by_and() -> None:
    acts = find_acts("nghỉ theo Nghị định 29 và 178; Nghị quyết số 18-NQ/TW, 19-NQ/TW")
    assert [(a.kind, a.number) for a in acts] == [
        ("nghị định", "29"),
        ("nghị định", "178"),
        ("nghị quyết", "18-NQ/TW"),
        ("nghị quyết", "19-NQ/TW"),
    ]


# --- choosing and guarding taggers ----------------------------------------------------------------------------------
class _Scripted:
    """A tagger that returns (or raises) what it was given."""

    name = "scripted"

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def tag(self, text: str) -> list[Span]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer  # type: ignore[return-value]


GOOD = Span(0, 3, "PER", 0.5, "x")


@pytest.mark.parametrize(
    "bad",
    [
        Span(-1, 3, "PER", 0.5, "x"),
        Span(3, 3, "PER", 0.5, "x"),
        Span(0, 99, "PER", 0.5, "x"),
        Span(3, 4, "PER", 0.5, "x"),
        Span(0, 3, "MISC", 0.5, "x"),
        Span(0, 3, "PER", float("nan"), "x"),
        Span(0, 3, "PER", 2.0, "x"),
        Span(0.0, 3, "PER", 0.5, "x"),  # type: ignore[arg-type]
        Span(0, 3, ["PER"], 0.5, "x"),  # type: ignore[arg-type]
        ("PER", 0, 3),
        None,
    ],
)
def test_guard_drops_bad_spans(bad: object) -> None:
    spans, complaints = GuardedTagger(_Scripted([bad, GOOD, GOOD]), "mine").checked("Lan đi")
    assert spans == [GOOD]
    assert len(complaints) == 1
    assert "mine" in complaints[0]
    assert "\n" not in complaints[0]


@pytest.mark.parametrize("answer", [RuntimeError("no\nmodel"), None, 7])
def test_guard_survives_failures(answer: object) -> None:
    guarded = GuardedTagger(_Scripted(answer), "mine")
    with pytest.warns(UserWarning, match="mine failed") as record:
        assert guarded.tag("Lan đi") == []
    assert "\n" not in str(record[0].message)


def test_guard_is_silent_about_good_spans() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert GuardedTagger(_Scripted([GOOD]), "mine").tag("Lan đi") == [GOOD]


def test_rules_have_no_second_opinion() -> None:
    tagger = load_tagger("rules")
    assert isinstance(tagger, NoTagger)
    assert tagger.tag("Ông Lê Văn Tư ở Huế") == []


@pytest.mark.parametrize("attribute", ["Made", "made", "nested.made"])
def test_tagger_by_module_and_attribute(attribute: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("my_taggers")
    module.Made = lambda: _Scripted([GOOD])  # type: ignore[attr-defined]
    module.made = _Scripted([GOOD])  # type: ignore[attr-defined]
    module.nested = module  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "my_taggers", module)
    tagger = load_tagger(f"my_taggers:{attribute}")
    assert tagger.name == f"my_taggers:{attribute}"
    assert tagger.tag("Lan đi") == [GOOD]


@pytest.mark.parametrize("spec", ["nobody", "", ":", "a:", ":b", "no_such_module:x", "kg.text:nothing", "kg.text:slug"])
def test_unknown_tagger(spec: str) -> None:
    with pytest.raises(SettingsError) as error:
        load_tagger(spec)
    assert "\n" not in str(error.value)
    if spec == "nobody":
        assert "rules, underthesea" in str(error.value)


# --- feature templates and underthesea ------------------------------------------------------------------------------
def test_feature_templates() -> None:
    templates = FeatureTemplates(["T[-1]", "T[0,1]", "T[2][1].lower"], {"lower": str.lower})
    assert templates.rows([["a", "b", "c"], ["N", "V", "P"]]) == [
        ("T[-1]=BOS", "T[0,1]=a b", "T[2][1].lower=p"),
        ("T[-1]=a", "T[0,1]=b c", "T[2][1].lower=EOS"),
        ("T[-1]=b", "T[0,1]=EOS", "T[2][1].lower=EOS"),
    ]


def test_feature_windows_longer_than_the_sentence() -> None:
    templates = FeatureTemplates(["T[-3,-2]", "T[0,2]", "T[3]"], {})
    assert templates.rows([["a"]]) == [("T[-3,-2]=BOS", "T[0,2]=EOS", "T[3]=EOS")]


@pytest.mark.parametrize(("template", "error"), [("U[0]", ValueError), ("T[0].shape", KeyError)])
def test_unknown_feature_template(template: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        FeatureTemplates([template], {})


@pytest.fixture(scope="module")
def underthesea_tagger() -> object:
    from kg.language.underthesea_tagger import UndertheseaTagger

    return UndertheseaTagger()


def _made_up_sentences(count: int) -> list[str]:
    """Sentences of the press put together at random, always the same ones."""
    draw = random.Random(20250701)
    people = ["Lê Văn Tư", "bà Hoàng Thị Mận", "H'Yim Kđoh", "anh T.", "John Smith", "ông Phạm Gia Khiêm"]
    posts = ["Bí thư Huyện ủy", "Chủ tịch UBND", "Phó Giám đốc Sở Nội vụ", "nguyên Trưởng Công an", "Hiệu trưởng"]
    places = ["huyện Gio Linh", "TP.Huế", "xã An Qui", "P.5, Q.1", "tỉnh Đắk Lắk", "Hòa Bình", "Paris", "VIỆT NAM"]
    verbs = ["cho biết", "đã kí quyết định", "dự lễ khởi công", "bị kỷ luật", "nhấn mạnh: “phải làm ngay”", "chúc mừng"]
    tails = [
        "vào ngày 1/7/2025.",
        "với tổng vốn 1.200 tỉ đồng (7,6%).",
        "- Ảnh: Đ.V",
        "theo Nghị quyết số 832/NQ-UBTVQH14!",
        "; http://bao.vn/tin?id=3 và e-mail a@b.vn",
        "tại 12/15 xã, v.v...",
        "😀 ^^ COVID-19 lúc 07:30:15",
    ]
    return [
        f"{draw.choice(posts)} {draw.choice(places)} {draw.choice(people)} {draw.choice(verbs)} "
        f"{draw.choice(['ở', 'rằng nghành', 'và', 'cùng Ðoàn'])} {draw.choice(places)} {draw.choice(tails)}"
        for _ in range(count)
    ]


def test_same_tags_as_underthesea_itself(underthesea_tagger) -> None:
    from underthesea import ner

    made_up = _made_up_sentences(150)
    assert len(set(made_up)) > 100
    names = 0
    for sentence in made_up:
        tokens = underthesea_tagger.tokens(sentence)
        assert [(t.word, t.pos, t.chunk, t.name) for t in tokens] == [tuple(row) for row in ner(sentence)]
        assert "".join(sentence[t.start : t.end].replace(" ", "") for t in tokens) == sentence.replace(" ", "")
        names += sum(t.name != "O" for t in tokens)
    assert names > 100


def test_underthesea_spans(underthesea_tagger) -> None:
    text = "Tiêu đề\n\nÔng Nguyễn Văn Nam đến Hà Nội. Sau đó ông Nam đi Paris."
    spans = underthesea_tagger.tag(text)
    assert ("Nguyễn Văn Nam", "PER") in [(text[s.start : s.end], s.label) for s in spans]
    assert ("Hà Nội", "LOC") in [(text[s.start : s.end], s.label) for s in spans]
    assert all(0 < s.score <= 1 and s.source == "underthesea" for s in spans)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "Ông A\ud800 đến Huế\x00.",
        "Ho\u0323p ta\u0323i Ha\u0309i La\u0306ng.",
        "\u0301",
        "A" * 5000,
        "a.a@" * 2000,
        "((" * 3000,
        "http://(" + "a(" * 2000,
        "Hải Lăng " * 3000,
        "\u200b\u202eÔng Tư\ufeff",
        "1\u00a0000 người ở\u2003Huế",
    ],
)
def test_underthesea_on_odd_text(text: str, underthesea_tagger) -> None:
    length = len(clean(text))
    spans = underthesea_tagger.tag(text)
    assert all(0 <= s.start < s.end <= length for s in spans)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_underthesea_on_any_text(underthesea_tagger, text: str) -> None:
    assert GuardedTagger(underthesea_tagger, "underthesea").checked(clean(text))[1] == ()


def test_underthesea_is_loaded_by_name() -> None:
    tagger = load_tagger("underthesea")
    assert tagger.name == "underthesea"
    assert [s.label for s in tagger.tag("Ông Nguyễn Văn Nam ở đây.")] == ["PER"]


def test_underthesea_goes_to_another_process(underthesea_tagger) -> None:
    again = pickle.loads(pickle.dumps(underthesea_tagger))
    assert again.tag("Ông Lê Văn Tư đến Huế.") == underthesea_tagger.tag("Ông Lê Văn Tư đến Huế.")


def test_missing_underthesea_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "underthesea.pipeline", None)
    with pytest.raises(SettingsError) as error:
        load_tagger("underthesea")
    assert "\n" not in str(error.value)
    assert "--tagger rules" in str(error.value)
