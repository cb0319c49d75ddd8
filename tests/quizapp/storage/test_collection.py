"""Opening a collection: what is created, what is refused and left untouched, and who may open it."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from quizapp.storage.collection import _place, open_collection, open_with, require_sqlite
from quizapp.storage.database import APPLICATION_ID, CollectionError, Database
from quizapp.storage.migrations import Migration, released

NEXT = Migration("next", "CREATE TABLE notes (card_id TEXT PRIMARY KEY, text TEXT) STRICT;")

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


def traces(folder: Path) -> dict[str, str]:
    """Return the hash of every file in a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def refused(path: Path, message: str) -> None:
    """Assert that a collection is refused with this sentence and that nothing in its folder changes."""
    before = traces(path.parent)
    with pytest.raises(CollectionError, match=message) as caught:
        open_collection(path, 0)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert traces(path.parent) == before


@contextmanager
def unprivileged() -> Iterator[None]:
    """Act as a user who owns nothing, in case the tests are run by one who may do everything."""
    if os.geteuid() != 0:
        yield
        return
    released()  # the program itself may lie where that user may not look
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def leave_log(path: Path, *statements: str) -> None:
    """Change a collection and leave the change in its write-ahead log, as a crash would."""
    live = path.with_name("live.db")
    shutil.copy(path, live)
    with closing(sqlite3.connect(live, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for statement in statements:
            connection.execute(statement)
        shutil.copy(live, path)
        shutil.copy(f"{live}-wal", f"{path}-wal")
    live.unlink()


def test_new_collection_is_created_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "collection.db"
    open_collection(path, 0).close()
    assert [each.name for each in path.parent.iterdir()] == ["collection.db"]


@pytest.mark.parametrize("name", ["with blank.db", "a#b?c%20.db", "größe-λ.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    if sys.platform == "win32" and "?" in name:
        pytest.skip("not a name on Windows")
    path = tmp_path / name
    for _ in range(2):
        open_collection(path, 0).close()
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_relative_path_is_kept_when_the_program_changes_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    opened = open_collection(Path("collection.db"), 0)
    assert opened.path == tmp_path / "collection.db"
    opened.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("application_id", APPLICATION_ID),
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("locking_mode", "exclusive"),
        ("mmap_size", 0),
        ("trusted_schema", 0),
        ("user_version", len(released())),
    ],
)
def test_connection_and_file_are_set_up(database: Database, pragma: str, value: object) -> None:
    assert database.row(f"PRAGMA {pragma}") == (value,)


def test_all_tables_are_strict(database: Database) -> None:
    loose = database.rows("SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND NOT strict")
    assert loose == []


def test_old_sqlite_is_refused() -> None:
    require_sqlite((3, 37, 0))
    with pytest.raises(CollectionError, match=r"^SQLite 3\.37\.0 or newer is needed, but this Python has 3\.36\.5"):
        require_sqlite((3, 36, 5))


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "is empty: move it away, with the -wal file beside it"),
    "text": (lambda path: path.write_text("Dear diary"), "is not a collection, or its beginning is damaged"),
    "other program": (lambda path: alter(path, "PRAGMA application_id = 7"), "belongs to another program"),
    "newer": (lambda path: alter(path, "PRAGMA user_version = 99"), r"newer version \(schema 99, this one knows \d\): update"),
    "schema number lost": (lambda path: alter(path, "PRAGMA user_version = 0"), "schema 0 in its header, 1 in its record"),
    "record lost": (lambda path: alter(path, "DROP TABLE migrations"), r"is damaged \(no such table: migrations\)"),
    "newer in the log": (lambda path: leave_log(path, "PRAGMA user_version = 99"), r"newer version \(schema 99"),
    "other in the log": (lambda path: leave_log(path, "PRAGMA application_id = 7"), "belongs to another program"),
}


@pytest.mark.parametrize("bad", BAD_FILES)
def test_bad_file_is_refused_and_left_as_it_is(filled: Path, bad: str) -> None:
    spoil, message = BAD_FILES[bad]
    spoil(filled)
    refused(filled, message)


def test_truncated_file_is_refused_wherever_it_was_cut(filled: Path) -> None:
    whole = filled.read_bytes()
    for size in [*range(512, len(whole), 512), 1, 15, 16, 99, 100, 511, len(whole) // 2 + 7, len(whole) - 1]:
        filled.write_bytes(whole[:size])
        refused(filled, "is damaged|its beginning is damaged")


def test_overwritten_page_is_noticed_wherever_it_is(filled: Path) -> None:
    whole = filled.read_bytes()
    for start in range(0, len(whole), 512):
        filled.write_bytes(whole[:start] + b"\xff" * 512 + whole[start + 512 :])
        refused(filled, "is damaged|its beginning is damaged")


def test_flipped_bytes_never_lead_to_anything_but_one_sentence(filled: Path) -> None:
    whole, rng, refusals = filled.read_bytes(), random.Random(1), 0
    for trial in range(300):
        spoilt = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            spoilt[rng.randrange(100 if trial % 3 == 0 else len(whole))] = rng.randrange(256)
        filled.write_bytes(spoilt)
        try:
            open_collection(filled, 0).close()
        except CollectionError:
            refusals += 1
            assert filled.read_bytes() == spoilt
    assert refusals > 100


def test_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "collection.db"
    path.mkdir()
    refused(path, "is not a file but a folder or a device")


def test_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(CollectionError, match=r"cannot be used: (Not a directory|File exists)"):
        open_collection(tmp_path / "data" / "collection.db", 0)


@POSIX
@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o755), (0o666, 0o555), (0o000, 0o755), (0o644, 0o000)])
@pytest.mark.parametrize("crashed", [False, True])
def test_place_without_permission_is_refused(filled: Path, file_mode: int, folder_mode: int, *, crashed: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders let nobody else in
        path = Path(shutil.copy(filled, folder))
        if crashed:
            leave_log(path, "INSERT INTO settings VALUES ('a', '1')")
        before = traces(path.parent)
        path.chmod(file_mode)
        path.parent.chmod(folder_mode)
        with (
            unprivileged(),
            pytest.raises(CollectionError, match=r"check (its place and permissions|the permissions of the file)"),
        ):
            open_collection(path, 0)
        path.parent.chmod(0o755)
        assert traces(path.parent) == before


@POSIX
def test_new_collection_in_a_read_only_folder_is_refused() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        with unprivileged(), pytest.raises(CollectionError, match=r"cannot be written: check the permissions"):
            open_collection(Path(folder) / "collection.db", 0)
        with unprivileged(), pytest.raises(CollectionError, match=r"cannot be used: Permission denied"):
            open_collection(Path(folder) / "sub" / "collection.db", 0)
        assert list(Path(folder).iterdir()) == []


def test_answers_in_the_log_of_a_crash_are_there_again(newest: Path) -> None:
    leave_log(newest, "INSERT INTO settings VALUES ('a', '1')")
    opened = open_collection(newest, 0)
    assert opened.row("SELECT value FROM settings WHERE key = 'a'") == ("1",)
    opened.close()
    assert list(traces(newest.parent)) == ["collection.db"]


def test_log_of_a_collection_that_was_moved_away_does_not_get_into_the_new_one(filled: Path) -> None:
    leave_log(filled, "INSERT INTO settings VALUES ('a', '1')")
    log = Path(f"{filled}-wal").read_bytes()
    filled.unlink()
    opened = open_collection(filled, 77)
    assert opened.rows("SELECT * FROM settings UNION ALL SELECT card_id, rating FROM reviews") == []
    opened.close()
    assert filled.with_name("collection.db.77.orphan-wal").read_bytes() == log


def test_second_instance_is_refused_and_the_first_goes_on(database: Database) -> None:
    with pytest.raises(CollectionError, match=r"fresh\.db is open in another window or program: close that first"):
        open_collection(database.path, 0)
    with database.transaction():
        database.write("INSERT INTO settings VALUES ('a', '1')")
    assert database.rows("SELECT key FROM settings") == [("a",)]


OPENER = """
import sys
from pathlib import Path
from quizapp.storage.collection import open_collection
from quizapp.storage.database import CollectionError
try:
    opened = open_collection(Path(sys.argv[1]), 0)
except CollectionError as error:
    print(error, flush=True)
else:
    print("open", flush=True)
    sys.stdin.read()
    opened.close()
"""


def test_of_instances_started_together_on_a_new_place_exactly_one_opens(tmp_path: Path) -> None:
    path = tmp_path / "collection.db"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    instances = [subprocess.Popen([sys.executable, "-c", OPENER, str(path)], **pipes) for _ in range(4)]  # type: ignore[call-overload]
    lines = [instance.stdout.readline().strip() for instance in instances]
    for instance in instances:
        instance.communicate("")
    assert lines.count("open") == 1
    assert all("is open in another window" in line for line in lines if line != "open")
    assert [each.name for each in tmp_path.iterdir()] == ["collection.db"]


@POSIX
def test_disk_without_room_for_a_new_collection_is_told_and_left_clean(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384))"  # no file may grow beyond this
    command = [sys.executable, "-B", "-c", f"{limit}\n{OPENER}", str(tmp_path / "collection.db")]
    printed = subprocess.run(command, input="", capture_output=True, text=True, check=True).stdout
    assert "collection.db could not be read or written: check the disk it is on" in printed
    assert list(tmp_path.iterdir()) == []


class WithoutLinks(type(Path())):  # type: ignore[misc]
    """A place on a file system that has no hard links."""

    def hardlink_to(self, _target: object) -> None:
        raise PermissionError


@pytest.mark.parametrize("kind", [Path, WithoutLinks])
def test_finished_file_gets_its_name_with_and_without_hard_links(tmp_path: Path, kind: type[Path]) -> None:
    (tmp_path / "new").write_text("collection")
    _place(tmp_path / "new", kind(tmp_path / "collection.db"))
    assert (tmp_path / "collection.db").read_text() == "collection"


def test_finished_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("second")
    (tmp_path / "collection.db").write_text("first")
    _place(tmp_path / "new", tmp_path / "collection.db")
    assert (tmp_path / "collection.db").read_text() == "first"


def test_older_collection_is_migrated_and_a_copy_is_kept(filled: Path) -> None:
    open_with((*released(), NEXT), filled, 5).close()
    refused(filled, rf"newer version \(schema {len(released()) + 1}, this one knows {len(released())}\)")
    copy = open_collection(filled.with_name("collection.db.schema-1.backup"), 0)
    assert copy.rows("SELECT number FROM migrations WHERE applied_at_ms <> 0") == [(1,)]
    copy.close()


def test_failed_migration_leaves_the_collection_as_it_was(filled: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="table reviews already exists"):
        open_with((*released(), Migration("bad", "CREATE TABLE memo (a); CREATE TABLE reviews (a);")), filled, 5)
    opened = open_collection(filled, 0)
    assert opened.rows("SELECT name FROM sqlite_schema WHERE name = 'memo'") == []
    opened.close()
