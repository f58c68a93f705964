"""Scripts, styles and pictures: one hash for all in every address, packed, kept for ever, and never old ones."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.bootstrap.packing import PACKED, TOGETHER, Folder, digest_of, packed
from eventdesk.settings import PROJECT
from eventdesk.web.static_files import LOOKS_EVERY_SECONDS, StaticFiles
from eventdesk.web.static_tree import Changed, Tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.tent import Tent

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
FOREVER = "public, max-age=31536000, immutable"
PAGE_BYTES = 110_000
"""What may go over the wire for a board with 200 in line, its first visit; the mark is 120,000."""
HEADERS_BYTES = 900
PAGE_REQUESTS = 45


def addresses(page: str) -> list[str]:
    """Every file that this page asks for, in order."""
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    return list(dict.fromkeys(found))


def digest_in(page: str) -> str:
    [found] = {each.split("/")[2] for each in addresses(page)}
    return found


def test_every_address_of_a_page_has_the_same_hash_and_is_kept_for_ever(tent: Tent) -> None:
    for path in ("/", "/e/spring/board", "/sign-in?event=spring", "/api/docs"):
        page = tent.stranger.get(path).text
        assert re.fullmatch("[0-9a-f]{16}", digest_in(page))
        for address in addresses(page):
            answer = tent.stranger.get(address)
            assert answer.status_code == 200, address
            assert answer.headers["Cache-Control"] == FOREVER


@pytest.mark.parametrize("digest", ["", "0" * 16 + "/"])
def test_under_another_hash_or_none_the_present_file_is_asked_for_again_each_time(tent: Tent, digest: str) -> None:
    for name in ("css/board.css", "js/board.js", "css/common.css", "vendor/preact.js"):
        answer = tent.stranger.get(f"/static/{digest}{name}")
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.data == Folder(PROJECT / "static").content(name)
        again = tent.stranger.get(f"/static/{digest}{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_what_is_packed_unpacks_to_the_file(tent: Tent) -> None:
    statics = Folder(PROJECT / "static")
    for name in statics.names():
        plain, small = tent.stranger.get(f"/static/{name}"), tent.stranger.get(f"/static/{name}", headers=GZIP)
        assert plain.data == statics.content(name)
        assert "Content-Encoding" not in plain.headers
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == plain.data
        assert plain.headers["Vary"] == small.headers["Vary"] == "Accept-Encoding"
        assert plain.headers["ETag"] != small.headers["ETag"]
        assert plain.headers["Content-Type"] == small.headers["Content-Type"]


@pytest.mark.parametrize("said", ["", "identity", "br", "gzip;q=0", "deflate, gzip;q=0.0"])
def test_who_does_not_unpack_gzip_gets_the_file(tent: Tent, said: str) -> None:
    answer = tent.stranger.get("/static/css/board.css", headers={"Accept-Encoding": said})
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (PROJECT / "static" / "css" / "board.css").read_bytes()


def test_what_everybody_may_see_is_packed_on_the_way_and_nothing_with_a_secret(tent: Tent) -> None:
    answer = tent.stranger.get("/e/spring/board", headers=GZIP)
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert "Spring Run" in gzip.decompress(answer.data).decode()
    assert "Content-Encoding" not in tent.stranger.get("/e/spring/board").headers
    for path, browser in (("/e/spring/kiosk", tent.kiosk), ("/e/spring/desk", tent.organisers_browser())):
        assert "Content-Encoding" not in browser.get(path, headers=GZIP).headers


@pytest.mark.parametrize(
    "path",
    [
        "../run.py", "%2e%2e/run.py", "..%2frun.py", "js/../../run.py", "js/%2e%2e/%2e%2e/run.py", "/etc/passwd",
        "%2fetc%2fpasswd", "js", "js/", "", ".", "..", "css/common.css/", "js\\board.js", "..\\run.py", "none",
        "vendor/manifest.json", "vendor/DejaVuSans.ttf", "vendor/packed", "JS/board.js", "js//board.js", "js/a.js%00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["/static/", "/static/HASH/"])
def test_no_file_but_those(tent: Tent, path: str, before: str) -> None:
    digest = digest_in(tent.stranger.get("/e/spring/board").text)
    answer = tent.stranger.get(before.replace("HASH", digest) + path)
    assert answer.status_code in (308, 404)
    assert b"import" not in answer.data


def test_the_first_visit_to_a_full_board_is_light(tent: Tent) -> None:
    for number in range(200):
        tent.has_visit("Anna", bib=str(number))
    answer = tent.stranger.get("/e/spring/board", headers=GZIP)
    asked = addresses(gzip.decompress(answer.data).decode())
    answers = [answer, *(tent.stranger.get(each, headers=GZIP) for each in asked)]
    assert sum(len(each.data) + HEADERS_BYTES for each in answers) < PAGE_BYTES
    assert max(len(str(each.headers)) for each in answers) < HEADERS_BYTES * 1.5
    assert len(answers) < PAGE_REQUESTS


class Site:
    """A small folder of files, and a clock that a test moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seconds = 0.0
        self.statics = StaticFiles(folder, lambda: self.seconds)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    @property
    def tree(self) -> Tree:
        return self.statics.tree()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.write("js/board.js", "import { a } from './board/a.js';\nimport 'lib';\n")
    made.write("js/board/a.js", "export {\n  b,\n} from '../lib/b.js';\n/** @param {import('./typed.js').T} t */\n")
    made.write("js/lib/b.js", "export const b = 1, words = ' import things from \"nowhere.js\" ';")
    made.write("js/board/typed.js", "export {};")
    made.write("js/board.test.js", "fail();")
    made.write("vendor/lib.js", 'import{a as b}from"other";export*from"other";')
    made.write("vendor/other.js", "import './lib.js'; import './gone.js';")
    libraries = {"imports": {"lib": "/static/vendor/lib.js", "other": "/static/vendor/other.js"}}
    made.write("vendor/manifest.json", json.dumps(libraries))
    made.write("css/base.css", "b{}")
    return made


def test_a_page_is_told_every_module_that_its_script_needs_once(site: Site) -> None:
    wanted = ["js/board.js", "js/board/a.js", "vendor/lib.js", "js/lib/b.js", "vendor/other.js"]
    assert site.statics.modules("board") == [f"/static/{site.tree.digest}/{each}" for each in wanted]
    assert site.statics.modules("nothing") == []


def test_a_library_is_known_by_its_name_and_our_own_modules_by_where_they_are(site: Site) -> None:
    before = f"/static/{site.tree.digest}/vendor/"
    assert json.loads(site.tree.import_map()) == {"imports": {"lib": f"{before}lib.js", "other": f"{before}other.js"}}


def test_without_the_browser_libraries_our_own_modules_are_there(site: Site) -> None:
    shutil.rmtree(site.folder / "vendor")
    assert json.loads(site.tree.import_map()) == {"imports": {}}
    assert [each.rpartition("/")[2] for each in site.statics.modules("board")] == ["board.js", "a.js", "b.js"]


def test_sheets_that_every_page_has_are_one_file_in_their_order(site: Site) -> None:
    [name] = TOGETHER
    assert site.tree.content(name) == b"\n/* css/base.css */\nb{}" + b"\n" * (len(TOGETHER[name]) - 2)
    site.write("css/tokens.css", "t{}")
    site.seconds += LOOKS_EVERY_SECONDS
    assert re.findall(rb"\w{}", site.tree.content(name)) == [b"t{}", b"b{}"]


@pytest.mark.parametrize("name", ["js/lib/b.js", "css/base.css", "vendor/lib.js", "img/new.svg"])
def test_whatever_changes_all_addresses_are_new_ones(site: Site, name: str) -> None:
    before = site.tree
    site.write(name, "/* another */")
    assert site.tree is before, "it is not looked at again and again"
    site.seconds += LOOKS_EVERY_SECONDS
    assert site.tree.digest != before.digest
    now = site.tree
    site.seconds += LOOKS_EVERY_SECONDS
    assert site.tree is now


def test_the_same_files_have_the_same_addresses_elsewhere(site: Site, tmp_path: Path) -> None:
    digest = site.tree.digest
    shutil.copytree(site.folder, tmp_path / "copy")
    assert StaticFiles(tmp_path / "copy").tree().digest == digest


def test_a_tree_answers_nothing_that_is_not_what_it_looked_at(site: Site) -> None:
    tree = site.tree
    site.write("js/lib/b.js", "export const b = 2;")
    for ask in (tree.content, tree.packed):
        with pytest.raises(Changed):
            ask("js/lib/b.js")
    (site.folder / "css" / "base.css").unlink()
    (site.folder / "js" / "board" / "a.js").unlink()
    with pytest.raises(Changed):
        tree.content("js/board/a.js")
    assert site.statics.modules("board") == [], "the browser finds out by itself"


def test_an_upgrade_under_a_running_desk_is_served_at_once_and_not_kept_under_the_old_hash(tent: Tent) -> None:
    copy = tent.folder / "static"
    shutil.copytree(PROJECT / "static", copy, ignore=shutil.ignore_patterns("packed", "*.ttf"))
    statics = StaticFiles(copy, lambda: 0.0)
    before = statics.tree().digest

    def get(name: str) -> Any:
        with tent.app.flask.test_request_context("/static/"):
            return statics(name)

    assert get(f"{before}/js/board.js").headers["Cache-Control"] == FOREVER
    (copy / "js" / "board.js").write_text("upgraded();")
    answer = get(f"{before}/js/board.js")
    assert (answer.data, answer.headers["Cache-Control"]) == (b"upgraded();", "no-cache")
    after = statics.tree().digest
    assert after != before
    answer = get(f"{after}/js/board.js")
    assert (answer.data, answer.headers["Cache-Control"]) == (b"upgraded();", FOREVER)


class TestPacking:
    def test_what_was_packed_at_the_set_up_is_served(self, site: Site) -> None:
        statics = Folder(site.folder)
        statics.pack_all()
        assert not [name for name in site.tree.digests if name.startswith(PACKED.as_posix())]
        content = statics.content("js/lib/b.js")
        assert statics.packed(digest_of(content)) == packed(content) == site.tree.packed("js/lib/b.js")
        file = next((site.folder / PACKED).iterdir())
        known = (file.stat().st_ino, file.stat().st_mtime_ns)
        statics.pack_all()
        assert (file.stat().st_ino, file.stat().st_mtime_ns) == known, "nothing is packed twice"

    def test_an_upgrade_without_a_set_up_is_packed_when_it_is_asked_for(self, site: Site) -> None:
        Folder(site.folder).pack_all()
        site.write("js/lib/b.js", "export const b = 'upgraded';")
        told = site.tree.packed("js/lib/b.js")
        assert told
        assert gzip.decompress(told) == b"export const b = 'upgraded';"
        assert site.tree.packed("js/lib/b.js") is told, "once"

    def test_the_next_set_up_removes_what_is_not_there_any_more(self, site: Site) -> None:
        statics = Folder(site.folder)
        statics.pack_all()
        before = digest_of(statics.content("js/lib/b.js"))
        site.write("js/lib/b.js", "export const b = 'upgraded';")
        (site.folder / PACKED / "half-done.new").write_text("")
        statics.pack_all()
        assert statics.packed(before) is None
        assert {each.suffix for each in (site.folder / PACKED).iterdir()} == {".gz"}

    @pytest.mark.parametrize("left", [b"", b"\x1f\x8b", packed(b"something else")])
    def test_what_a_power_cut_left_of_a_packed_file_is_not_served(self, site: Site, left: bytes) -> None:
        statics = Folder(site.folder)
        statics.pack_all()
        for file in (site.folder / PACKED).iterdir():
            file.write_bytes(left)
        told = site.tree.packed("js/lib/b.js")
        assert told
        assert gzip.decompress(told) == statics.content("js/lib/b.js")

    def test_pictures_that_are_packed_already_are_not_packed_again(self, site: Site) -> None:
        site.write("img/couch.png", "png")
        assert site.tree.packed("img/couch.png") is None
        assert site.tree.content("img/couch.png") == b"png"

    def test_a_folder_that_cannot_be_written_serves_all_the_same(self, site: Site) -> None:
        for folder in (site.folder, site.folder / "js", site.folder / "vendor"):
            folder.chmod(0o555)
        try:
            assert gzip.decompress(site.tree.packed("js/lib/b.js") or b"") == site.tree.content("js/lib/b.js")
            assert not (site.folder / PACKED).exists()
        finally:
            for folder in (site.folder, site.folder / "js", site.folder / "vendor"):
                folder.chmod(0o755)
