"""The readers of articles: what comes out of good files, and what is said of bad ones."""

# ruff: noqa: E501 (pages and articles as they are)

from __future__ import annotations

import datetime
import gzip
import io
import itertools
import json
import pickle
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kg.articles import Limits, read_articles
from kg.articles.dateline import article_day, date_lines, parse_day
from kg.articles.encoding import decode
from kg.articles.furniture import furniture
from kg.errors import InputError
from kg.model import Article
from kg.text import clean

DAY = datetime.date(2022, 1, 28)
LIMITS = Limits(latest=datetime.date(2030, 12, 31))
PARAGRAPH = (
    "Sáng 28/1, Huyện ủy Hải Lăng tổ chức hội nghị công bố quyết định điều động cán bộ; "
    "bà Trần Thị Mẫu được chỉ định giữ chức Bí thư Đảng ủy xã Hải Hưng."
)


def read(*inputs: Any, **options: Any) -> list[Article | InputError]:
    return list(read_articles([str(i) for i in inputs], limits=options.pop("limits", LIMITS), **options))


def one(path: Path, **options: Any) -> Article:
    (item,) = read(path, **options)
    assert isinstance(item, Article), item
    return item


def errors(items: list[Article | InputError]) -> list[str]:
    return [str(i) for i in items if isinstance(i, InputError)]


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- text files


def test_a_text_file_is_one_article_in_stored_form(tmp_path: Path) -> None:
    raw = "Ha\u0309i Lăng\r\n\r\nNgày cập nhật: 28/01/2022 06:07:42\r\n" + PARAGRAPH + "\u202e\x00"
    a = one(put(tmp_path / "hai-lang.txt", raw))
    assert (a.id, a.title, a.published, a.source) == ("hai-lang", None, DAY, str(tmp_path / "hai-lang.txt"))
    assert a.text == clean(raw)
    assert a.text == clean(a.text)
    assert a.warnings == ()
    assert pickle.loads(pickle.dumps(a)) == a


def test_an_undated_text_is_read_with_a_warning(tmp_path: Path) -> None:
    a = one(put(tmp_path / "a.txt", PARAGRAPH))
    assert a.published is None
    assert "--date" in a.warnings[0]
    assert one(tmp_path / "a.txt", date=DAY).published == DAY


def test_the_date_asked_for_goes_before_the_date_line_and_says_so(tmp_path: Path) -> None:
    a = one(put(tmp_path / "a.txt", f"28/01/2022 06:07\n{PARAGRAPH}"), date=datetime.date(2022, 2, 1))
    assert a.published == datetime.date(2022, 2, 1)
    assert "2022-01-28" in a.warnings[0]


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("windows-1258", "windows-1258"),
        ("tcvn3", "tcvn3"),
    ],
)
def test_vietnamese_encodings_are_found_and_named(encoding: str, said: str | None) -> None:
    text, warning = decode(_encoded(PARAGRAPH, encoding))
    assert clean(text) == PARAGRAPH
    assert (warning is None) if said is None else (warning is not None and said in warning)


def _encoded(text: str, encoding: str) -> bytes:
    if encoding == "windows-1258":  # base letters with their circumflex or horn, the tone behind
        marks = {"\u0300": "\u0300", "\u0301": "\u0301", "\u0303": "\u0303", "\u0309": "\u0309", "\u0323": "\u0323"}
        out = []
        for c in text:
            try:
                out.append(c.encode(encoding))
            except UnicodeEncodeError:
                out.append(_split_tone(c, marks).encode(encoding))
        return b"".join(out)
    if encoding == "tcvn3":
        from kg.articles.encoding import _tcvn3

        table = {chr(point): byte for byte, point in _tcvn3().items()}
        return bytes(table.get(c, ord(c) if ord(c) < 128 else 63) for c in text)
    return text.encode(encoding)


def _split_tone(c: str, marks: dict[str, str]) -> str:
    import unicodedata

    parts = unicodedata.normalize("NFD", c)
    tone = "".join(p for p in parts if p in marks)
    return unicodedata.normalize("NFC", "".join(p for p in parts if p not in marks)) + tone


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    text, warning = decode(PARAGRAPH.encode() * 3 + b"\xe1")
    assert text.startswith(PARAGRAPH)
    assert warning == "not all UTF-8: 1 broken characters"


def test_other_old_text_is_latin_1_at_last() -> None:
    text, warning = decode("Øresund pæn gård ßø".encode("latin-1"))
    assert text == "Øresund pæn gård ßø"
    assert warning is not None
    assert "Latin-1" in warning


# --- what is wrong with a file


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t ", "empty"),
        ("a.txt", "\u200b\u200b".encode(), "no text"),
        ("a.html", b"", "empty"),
        ("a.html", b"<html><body></body></html>", "no article text"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.txt", b"%PDF-1.4\n1 0 obj", "PDF"),
        ("a.txt", b"PK\x03\x04rest", "Word"),
        ("a.txt", bytes(range(256)) * 40, "binary"),
        ("a.txt", b"\x00\x01\x02\x03" * 1000, "binary"),
        ("a.txt.gz", b"\x1f\x8bbroken", "gzip"),
        ("a.txt.gz", gzip.compress(PARAGRAPH.encode(), mtime=0)[:-20], "gzip"),
        ("a.txt.gz", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "gzip"),
        ("a.jsonl", "{}".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_bad_file_is_one_clear_line_and_the_rest_is_read(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    put(tmp_path / name, content)
    put(tmp_path / "b.txt", PARAGRAPH)
    bad, good = read(tmp_path)
    assert isinstance(bad, InputError)
    assert isinstance(good, Article)
    assert str(bad).startswith(str(tmp_path / name))
    assert said in str(bad)
    assert "\n" not in str(bad)


def test_missing_and_empty_inputs_are_named_in_their_place(tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    put(tmp_path / "a.txt", PARAGRAPH)
    first, second, third, fourth = read(tmp_path / "no.txt", tmp_path / "leer", "a\0b", tmp_path / "a.txt")
    assert "no such file" in str(first)
    assert "no articles" in str(second)
    assert isinstance(third, InputError)
    assert isinstance(fourth, Article)


def test_what_is_too_large_is_refused_with_its_limit(tmp_path: Path) -> None:
    small = Limits(article_bytes=2000)
    put(tmp_path / "a.txt", "x" * 2001)
    put(tmp_path / "b.jsonl", json.dumps({"text": PARAGRAPH}) + "\n" + '{"text": "' + "y" * 9000 + '"}\n{"text": "z"}')
    large, first, long, last = read(tmp_path, limits=small)
    assert "2 kB" in str(large)
    assert isinstance(first, Article)
    assert str(long).startswith(f"{tmp_path / 'b.jsonl'}:2: ")
    assert isinstance(last, Article)
    assert last.source.endswith(":3")


def test_a_line_without_end_is_never_held(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        left, largest = 50_000_000, 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            n = min(len(buffer), self.left)
            self.largest = max(self.largest, n)
            buffer[:n] = b"{" + b" " * (n - 1) if n else b""
            self.left -= n
            return n

    stream = Endless()
    (error,) = read("-", stdin=io.BufferedReader(stream), limits=Limits(article_bytes=100_000))
    assert "standard input:1: a line of more than 100 kB" in str(error)
    assert stream.largest <= 200_000


def test_a_gzip_bomb_is_stopped(tmp_path: Path) -> None:
    put(tmp_path / "bomb.jsonl.gz", gzip.compress(b"\n" * 30_000_000))
    (error,) = read(tmp_path, limits=Limits(article_bytes=1_000_000))
    assert "100 times" in str(error)


# --- folders, ids


def test_folders_are_read_in_order_of_path_and_ids_stay_short(tmp_path: Path) -> None:
    for name in ("b/x.txt", "a/x.txt", "a/y.htm.txt", "c.html", "c.txt", ".git/z.txt", "d.jpg", "e.TXT.gz"):
        text = f"<p>{PARAGRAPH}</p>" if name.endswith(".html") else PARAGRAPH
        put(tmp_path / name, gzip.compress(text.encode()) if name.endswith(".gz") else text)
    items = read(tmp_path)
    assert errors(items) == []
    assert [a.id for a in items if isinstance(a, Article)] == ["a/x", "y.htm", "b/x", "c.html", "c.txt", "e"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", PARAGRAPH)
    assert len(read(tmp_path, path, path)) == 1


# --- JSON lines


def line(**fields: Any) -> str:
    return json.dumps({"text": PARAGRAPH} | fields, ensure_ascii=False) + "\n"


def test_json_lines_keep_what_they_say(tmp_path: Path) -> None:
    record = line(id="dev-1", title=" Hải  Lăng\n", published="2022-01-28", url="https://a.vn/1", other=[1])
    a = one(put(tmp_path / "n.jsonl", "\ufeff" + record))
    assert (a.id, a.title, a.published, a.url) == ("dev-1", "Hải Lăng", DAY, "https://a.vn/1")
    assert a.source == f"{tmp_path / 'n.jsonl'}:1"
    assert a.text == PARAGRAPH


def test_published_goes_before_the_date_asked_for(tmp_path: Path) -> None:
    a = one(put(tmp_path / "n.jsonl", line(published="28/01/2022")), date=datetime.date(2000, 1, 1))
    assert (a.published, a.warnings) == (DAY, ())


def test_an_article_without_id_gets_the_same_one_wherever_it_stands(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", line() + line(text="Khác."))
    put(tmp_path / "b.jsonl", "\n" + line(text="Khác.", id=None) + line(id=""))
    ids = {name: [a.id for a in read(tmp_path / name) if isinstance(a, Article)] for name in ("a.jsonl", "b.jsonl")}
    assert ids["a.jsonl"] == ids["b.jsonl"][::-1]
    assert len(set(ids["a.jsonl"])) == 2
    by_url = [a.id for a in read(put(tmp_path / "c.jsonl", line(url="u") + line(url="v"))) if isinstance(a, Article)]
    assert len(set(by_url)) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"text": "a" "id": 1}', "broken JSON at column 14"),
        ("[1]", "a list instead of an object"),
        ("null", "null instead of an object"),
        ('{"id": "x"}', 'no "text"'),
        ('{"text": null}', 'no "text"'),
        ('{"text": " "}', '"text" is empty'),
        ('{"text": 7}', '"text" is a number'),
        ('{"text": "a", "title": ["b"]}', '"title" is a list'),
        ('{"text": "a", "id": true}', '"id" is true or false'),
        ('{"text": "a", "id": 1.5}', '"id" is a number'),
        ('{"text": "a", "published": "31/02/2022"}', '"published" is no date: "31/02/2022"'),
        ('{"text": "a", "published": 20220128}', '"published" is a number'),
        ('{"text": "a", "published": "1822-01-28"}', "cannot be right"),
        ('{"text": "a", "published": "2031-01-01"}', "cannot be right"),
        ("[" * 200_000, "nested too deeply"),
        ('{"text": "a", "id": ' + "1" * 10_000 + "}", "too long"),
    ],
)
def test_a_bad_line_is_named_and_its_neighbours_are_read(tmp_path: Path, content: str, said: str) -> None:
    before, bad, after = read(put(tmp_path / "n.jsonl", line(id=1) + content + "\n" + line(id=2)))
    assert isinstance(before, Article)
    assert isinstance(after, Article)
    assert (before.id, after.id) == ("1", "2")
    assert str(bad).startswith(f"{tmp_path / 'n.jsonl'}:2: ")
    assert said in str(bad)


def test_lone_surrogates_and_controls_do_no_harm(tmp_path: Path) -> None:
    a = one(put(tmp_path / "n.jsonl", '{"id": "a\\ud800", "title": "b\\u0000", "text": "c\\ud800\\u202ed"}'))
    assert (a.id, a.title, a.text) == ("a", "b", "c  d")
    a.text.encode()


def test_two_texts_with_one_id_are_both_kept_and_told_apart(tmp_path: Path) -> None:
    items = read(
        put(tmp_path / "n.jsonl", line(id="x") + line(id="x", text="Khác.") + line(id="x") + line(id="x", text="!"))
    )
    articles = [a for a in items if isinstance(a, Article)]
    assert [a.id for a in articles] == ["x", "x-2", "x", "x-3"]
    assert ":1" in articles[1].warnings[-1]
    assert articles[2].warnings[-1] == f"the same article as {tmp_path / 'n.jsonl'}:1"


# --- standard input


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (line(id="s"), "s"),
        ("\n  " + line(id="s"), "s"),
        (f"<!DOCTYPE html><p>{PARAGRAPH}", "stdin"),
        (PARAGRAPH, "stdin"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_is_known_by_its_beginning(content: str, kind: str, packed: bool) -> None:
    data = gzip.compress(content.encode()) if packed else content.encode()
    (item,) = read("-", stdin=io.BytesIO(data))
    assert isinstance(item, Article)
    assert (item.id, item.text) == (kind, PARAGRAPH)


# --- HTML

PAGES = {
    "lead above the body": f"""<html><head><title>Hải Lăng họp | Báo Mẫu</title>
      <meta property="og:site_name" content="Báo Mẫu"><link rel="canonical" href="https://mau.vn/1"></head><body>
      <div class="menu"><a href=/>Trang chủ</a> <a href=/ct>Chính trị</a></div>
      <h1>Hải Lăng họp</h1><span>28/01/2022 06:07</span><h2 class="sapo">Huyện ủy Hải Lăng họp bàn công tác cán bộ.</h2>
      <div class="detail"><p>{PARAGRAPH}</p><p>Một dòng.</p><p class="author">Hiếu Giang</p></div>
      <div class="related"><p>Bí thư Huyện ủy Gio Linh ông Lê Văn Khác thăm và làm việc tại xã Gio Mỹ hôm qua.</p></div></body></html>""",
    "tables and line breaks": f"""<html><head><title>Hải Lăng họp</title></head><body><table><tr><td>
      <a href=1>Tin tức</a><a href=2>Văn bản</a></td><td><font><b>Hải Lăng họp</b><br>Ngày cập nhật: 28/01/2022 06:07<br>
      Huyện ủy Hải Lăng họp bàn công tác cán bộ.<br><br>{PARAGRAPH}<br><br>Một dòng.<br>Hiếu Giang</font></td></tr></table>
      <table><tr><td>Thiết kế bởi: Công ty Mẫu</td></tr></table></body></html>""",
    "body in pieces": f"""<html><head><meta property="og:title" content="Hải Lăng họp">
      <meta property="article:published_time" content="2022-01-27T23:07:00Z"></head><body><article>
      <header><h1>Hải Lăng họp</h1></header><div><p>Huyện ủy Hải Lăng họp bàn công tác cán bộ.</p><p>{PARAGRAPH}</p></div>
      <div class="ads">Quảng cáo quảng cáo</div><div><p>{PARAGRAPH} Thêm.</p><p>Một dòng.</p></div></article>
      <footer><p>Tổng Biên tập: Nguyễn Văn Chủ. Giấy phép số 12/GP-BTTTT cấp ngày 1/1/2015 của Bộ Thông tin.</p></footer>
      </body></html>""",
    "only in JSON-LD": '<html><body><div id="app"></div><script type="application/ld+json">'
    + json.dumps(
        {
            "@graph": [
                {"@type": "Organization", "name": "Báo Mẫu"},
                {
                    "@type": ["NewsArticle"],
                    "headline": "Hải Lăng họp",
                    "datePublished": "2022-01-28T06:07:00+07:00",
                    "publisher": {"@type": "Organization", "name": "Báo Mẫu"},
                    "articleBody": f"Huyện ủy Hải Lăng họp bàn công tác cán bộ.\n{PARAGRAPH}\nMột dòng.",
                },
            ]
        }
    )
    + "</script></body></html>",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_gives_lead_and_paragraphs_as_lines_and_no_more(tmp_path: Path, name: str) -> None:
    a = one(put(tmp_path / "p.html", PAGES[name]))
    lines = [x for x in a.text.split("\n") if x]
    assert a.title == "Hải Lăng họp"
    assert a.published == DAY
    assert lines.index("Huyện ủy Hải Lăng họp bàn công tác cán bộ.") < lines.index(PARAGRAPH) < lines.index("Một dòng.")
    for foreign in ("Gio Linh", "Chính trị", "Tổng Biên tập", "Quảng cáo", "Thiết kế", "Hải Lăng họp\n"):
        assert foreign not in a.text
    assert a.text == clean(a.text)
    assert pickle.loads(pickle.dumps(a)) == a


def test_a_page_says_its_address_and_publisher(tmp_path: Path) -> None:
    a = one(put(tmp_path / "p.html", PAGES["lead above the body"]))
    assert (a.url, a.publisher) == ("https://mau.vn/1", "Báo Mẫu")
    assert one(tmp_path / "p.html", date=datetime.date(2022, 3, 1)).published == datetime.date(2022, 3, 1)


def test_the_charset_that_a_page_declares_is_tried(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="windows-1258"></head><body><p>{PARAGRAPH}</p></body></html>'
    a = one(put(tmp_path / "p.html", _encoded(page, "windows-1258")))
    assert a.text == PARAGRAPH
    assert "windows-1258" in a.warnings[0]


def test_readers_comments_longer_than_the_article_are_not_the_article(tmp_path: Path) -> None:
    comments = "".join(f"<div><p>Bạn đọc {i}: {PARAGRAPH.replace('Mẫu', 'Lạ')}</p></div>" for i in range(9))
    page = f"<body><h1>Họp</h1><div class=noi-dung><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></div>"
    a = one(put(tmp_path / "p.html", page + f'<div class="comment-list">{comments}</div></body>'))
    assert "Lạ" not in a.text
    assert "Mẫu" in a.text


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<div>" * 5_000 + PARAGRAPH, "nested too deeply"),
        ("<p " + " ".join(f"a{i}" for i in range(5_000)) + f">{PARAGRAPH}", "1,000 attributes"),
        ('<p x="<" ' + " ".join(f"a{i}" for i in range(5_000)) + f' y="">{PARAGRAPH}', "1,000 attributes"),
        ('<p x=b"c ' + " ".join(f"a{i}" for i in range(5_000)) + f'">{PARAGRAPH}', "1,000 attributes"),
        ("<p>x" * 400_000, "300,000 tags"),
    ],
)
def test_a_page_that_is_a_bomb_is_refused(tmp_path: Path, page: str, said: str) -> None:
    assert said in errors(read(put(tmp_path / "p.html", page)))[0]


def test_a_picture_within_a_tag_is_no_bomb(tmp_path: Path) -> None:
    picture = '<img src="data:image/png;base64,' + "QUJD/+ " * 5_000 + '">'
    assert one(put(tmp_path / "p.html", f"<p>{PARAGRAPH}{picture}</p>")).text == PARAGRAPH


HOSTILE = ("<", "<a '\"", "<p x=\"", "<!--", "<!-", "<script>", "<script x", "&#", "&amp;", "<b>", "<li>x", "<br>x", "<td>x", "</p>",
           "<a href=1>x</a>", "<p>12/03/2020 10:00</p>", "<meta name=date content=x>", '<p class="tags related menu">x')  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_pages_cost_their_length(tmp_path: Path, piece: str) -> None:
    """Python's own steps are counted, not seconds: twice the page is at most 2.3 times the calls."""

    def calls(size: int) -> int:
        path = put(tmp_path / "p.html", f"<p>{PARAGRAPH}</p>" + piece * (size // len(piece)))
        counted = 0

        def count(frame: Any, event: str, arg: Any) -> None:
            nonlocal counted
            counted += 1

        sys.setprofile(count)
        try:
            read(path)
        finally:
            sys.setprofile(None)
        return counted

    calls(1_000)
    assert calls(80_000) <= 2.3 * calls(40_000) + 500


@pytest.mark.parametrize(
    "piece", ["<script x", "<script></script ", "<style>", "<!--", "<!-->", "<a \"'", "<a x='", "<a =", "< a", "&"]
)
def test_the_patterns_that_clear_a_page_never_look_ahead_in_vain(piece: str) -> None:
    """Here time is what Python's engine spends within one call, so it is compared with itself, the best of five."""
    limits = Limits(html_tags=10**9, html_attributes=10**9)

    def seconds(size: int) -> float:
        page = f"<p>{PARAGRAPH}</p>" + piece * (size // len(piece))
        times = []
        for _ in range(5):
            start = time.process_time()
            _taken_apart(page, limits)
            times.append(time.process_time() - start)
        return min(times)

    assert seconds(200_000) <= 3 * seconds(100_000) + 0.05


def _taken_apart(page: str, limits: Limits) -> None:
    from kg.articles.page import _stripped

    _stripped(page, [], limits)


def test_the_html_reader_is_loaded_only_for_html(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", PARAGRAPH)
    code = f"""
import sys
from kg.articles import read_articles
from kg.articles.furniture import furniture
[furniture(a.text) for a in read_articles([{str(tmp_path)!r}])]
print([m for m in ("lxml", "trafilatura", "click", "rdflib") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- dates


@pytest.mark.parametrize(
    "text",
    [
        "Ngày cập nhật: 28/01/2022 06:07:42",
        "Thứ Sáu, 28/01/2022, 06:07 (GMT+7)",
        "Thứ sáu, ngày 28 tháng 01 năm 2022",
        "Thứ 6, 28/01/2022 - 06:07",
        "28-01-2022 06:07",
        "28.01.2022 - 14:05",
        "28/01/2022 | 06:07 AM",
        "06:07 | 28/01/2022",
        "22:10, 28/01/2022",
        "Cập nhật lúc 06:07 ngày 28/01/2022",
        "Cập nhật: 06h07, 28/01/2022",
        "Cập nhật: Thứ sáu, 28/01/2022 | 06:07",
        "Đăng ngày 28/1/2022",
        "Đăng lúc: 09:05 - 28/01/2022",
        "Ngày đăng: 28/01/2022 Lượt xem: 1.234",
        "Báo điện tử - Pháp luật - 28/01/2022 17:45",
        "(28/01/2022)",
        "2022-01-28",
        "2022-01-28T06:07:42+07:00",
        "2022-01-27T23:30:00Z",
        "Posted on 28/01/2022",
    ],
)
def test_a_date_line_is_read_day_first(text: str) -> None:
    assert article_day(f"Hải Lăng họp\n\n{text}\n\n{PARAGRAPH}", LIMITS) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 28/01/2022, xã Hải Hưng tổ chức đại hội.",
        "Hội nghị tổ chức ngày 28/01/2022",
        "Đại hội đảng bộ xã - 28/01/2022",
        "Nghị quyết số 28/2022/NQ-HĐND",
        "31/02/2022",
        "01/28/2022",
        "28/01/1922",
        "28/01/2099 10:00",
        "28/01",
        "1/2022",
    ],
)
def test_a_date_within_other_words_is_none(text: str) -> None:
    assert article_day(f"Hải Lăng họp\n{text}\n{PARAGRAPH}", LIMITS) is None


def test_date_lines_stand_near_the_top_or_labelled_at_the_foot() -> None:
    body = "\n".join([PARAGRAPH] * 40)
    middle = "\n".join([PARAGRAPH] * 20 + ["28/01/2022 06:07"] + [PARAGRAPH] * 20)
    assert article_day(middle, LIMITS) is None
    assert article_day(f"{body}\n28/01/2022 06:07", LIMITS) is None
    assert article_day(f"{body}\nCập nhật: 28/01/2022", LIMITS) == DAY


def test_of_several_date_lines_the_earliest_sure_one_counts() -> None:
    text = f"Thứ hai, 12/06/2023, 10:15\nHải Lăng họp\nĐăng ngày: 28/01/2022\nCập nhật: 30/01/2022\n{PARAGRAPH}"
    assert article_day(text, LIMITS) == DAY
    assert [text[d.start : d.end] for d in date_lines(text, LIMITS)][1] == "Đăng ngày: 28/01/2022"


@pytest.mark.parametrize(
    ("value", "day"), [("2022-02-30", None), ("hôm nay", None), ("9" * 500, None), ("28/1/2022", DAY)]
)
def test_a_field_with_a_date(value: str, day: datetime.date | None) -> None:
    assert parse_day(value) == day


# --- furniture

SITES = {
    "portal with counters": (
        "Hải Lăng họp\nNgày cập nhật: 28/01/2022 06:07:42\n{p}\n\n \n\nHiếu Giang\n",
        " Liên hệ - Góp ý  Quay lại!\n\nBình luận của bạn:\n\nẢnh CAPTCHA\nNhập mã bảo mật trên\nBình luận bạn đọc (0)\n\n"
        "CÁC TIN KHÁC\n\nBí thư Huyện ủy Gio Linh thăm xã Gio Mỹ\n\nTrực tuyến\n\n1.234.567\nCopyright 2022 by BÁO MẪU",
    ),
    "teasers and imprint": (
        "{p}\nTheo Báo Mẫu\n",
        "Tin liên quan\nGio Linh có chủ tịch mới\nSáng nay, HĐND huyện Gio Linh bầu ông Lê Văn Khác giữ chức Chủ tịch "
        "UBND huyện nhiệm kỳ 2021 - 2026 với số phiếu cao.\nVĩnh Linh khánh thành cầu\nChiều 27/1, UBND huyện Vĩnh Linh "
        "khánh thành cầu Bến Tám sau hai năm xây dựng, trước thời hạn ba tháng theo kế hoạch.\n"
        "Cơ quan chủ quản: Tỉnh ủy Mẫu\nTổng Biên tập\nNGUYỄN VĂN CHỦ\nĐịa chỉ: 12 Hùng Vương, TP Mẫu",
    ),
    "long imprint": (
        "{p}\nHiếu Giang\n",
        "Theo dõi Báo Mẫu trên Google News\nChia sẻ\nFacebook | Zalo | Sao chép liên kết\nTừ khóa: Hải Lăng, cán bộ\n"
        "Giấy phép số 12/GP-BTTTT do Bộ Thông tin và Truyền thông cấp ngày 1/1/2015. Tổng Biên tập: Nguyễn Văn Chủ. Phó "
        "Tổng Biên tập: Lê Thị Phó, Trần Văn Tá. Tòa soạn: 12 Hùng Vương, TP Mẫu. Ghi rõ nguồn khi phát hành lại thông tin "
        "từ website này. Mọi hành vi sao chép phải được đồng ý bằng văn bản của tòa soạn báo trước khi thực hiện.\n"
        "Đường dây nóng: 0900 000 000",
    ),
    "comments": (
        "{p}\n",
        "Bình luận (2)\nLê Văn Lạ\nMong ông Nguyễn Văn Tốt, Chủ tịch UBND xã, sớm giải quyết chuyện đền bù cho bà con chúng "
        "tôi ở thôn, chờ đợi đã lâu rồi.\nTrả lời\nThích",
    ),
}


def inside(text: str) -> str:
    return "\n".join(text[a:b] for a, b in furniture(text))


@pytest.mark.parametrize("name", SITES)
def test_what_a_site_adds_is_furniture_and_the_article_is_not(name: str) -> None:
    article, added = (part.replace("{p}", f"{PARAGRAPH}\n\n{PARAGRAPH}") for part in SITES[name])
    text = article + added
    marked = inside(text)
    for row in added.split("\n"):
        assert row in marked
    for row in ("Hải Lăng họp", PARAGRAPH, "Hiếu Giang", "Theo Báo Mẫu"):
        assert row not in marked


def test_a_menu_above_the_article_is_furniture_and_its_title_is_not() -> None:
    text = f"Trang chủ\nThời sự\nChính trị\nGio Linh\nĐông Hà\nTrang chủ » Chính trị\nHải Lăng họp bàn công tác cán bộ năm\n{PARAGRAPH}"
    assert inside(text).split("\n") == text.split("\n")[:6]


def test_a_box_within_the_article_ends_where_the_article_goes_on() -> None:
    text = f"{PARAGRAPH}\nTin liên quan\nGio Linh có chủ tịch mới\nVĩnh Linh khánh thành cầu\n{PARAGRAPH}\n{PARAGRAPH}\nHiếu Giang"
    assert inside(text) == "Tin liên quan\nGio Linh có chủ tịch mới\nVĩnh Linh khánh thành cầu"


@pytest.mark.parametrize(
    "last",
    [
        "Trụ sở của xã mới đặt tại thôn Hải Vĩnh.",
        "Liên hệ với bà con, ông Lê Văn Tốt, Bí thư Đảng ủy xã hứa sẽ giải quyết sớm, không để ai thiệt thòi.",
        "Tổng Biên tập Báo Mẫu Nguyễn Văn Chủ dự và phát biểu tại lễ công bố quyết định thành lập xã Hải Hưng chiều nay.",
        "Cổng Thông tin điện tử tỉnh đăng danh sách cán bộ được điều động, trong đó có bà Mẫu, Bí thư Đảng ủy xã Hải Hưng.",
        "Mỏ đá hoạt động theo Giấy phép số 12/GP-UBND của UBND tỉnh cấp cho công ty do ông Lê Văn Đá làm giám đốc từ 2019.",
        "Bình luận về việc này, ông Lê Văn Tốt nói xã sẽ làm đúng quy định.",
        "Ông Lê Văn Tốt, Chủ tịch UBND xã Hải Hưng",
    ],
)
def test_news_that_begins_like_furniture_is_news(last: str) -> None:
    assert furniture(f"{PARAGRAPH}\n{last}") == []
    assert furniture(f"{last}\n{PARAGRAPH}\n{PARAGRAPH}") == []


def test_spans_are_whole_lines_in_order() -> None:
    text = "".join(SITES["portal with counters"]).replace("{p}", PARAGRAPH)
    spans = furniture(text)
    assert all(a < b for a, b in spans)
    assert all(b < c for (_, b), (c, _) in itertools.pairwise(spans))
    assert all((a == 0 or text[a - 1] == "\n") and (b == len(text) or text[b] == "\n") for a, b in spans)
    assert furniture("") == furniture("\n \n") == []


@pytest.mark.parametrize(
    "piece", ["Tin liên quan\n", "Tags: a\n", "a | b | ", "\n", "- ", "Bình luận (1)\n", "12/03/2020 10:00\n", "x.\n"]
)
def test_hostile_lines_cost_their_length(piece: str) -> None:
    def calls(size: int) -> int:
        counted = 0
        text = PARAGRAPH + "\n" + piece * (size // len(piece)) + "\n" + PARAGRAPH

        def count(frame: Any, event: str, arg: Any) -> None:
            nonlocal counted
            counted += 1

        sys.setprofile(count)
        try:
            furniture(text)
        finally:
            sys.setprofile(None)
        return counted

    calls(1_000)
    assert calls(80_000) <= 2.3 * calls(40_000) + 500
