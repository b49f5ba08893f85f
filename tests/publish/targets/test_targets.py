"""Versions sent to a bucket and to a folder: switched in one step, whole at every moment, completed, verified, cleaned."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as pafs
import pyarrow.parquet as pq
import pytest

from gouji.publish.manifest import write_manifest
from gouji.publish.targets import s3 as s3_module
from gouji.publish.targets import send as send_module
from gouji.publish.targets.address import open_target
from gouji.publish.targets.record import send_and_record, sendings
from gouji.publish.targets.send import NEWER_THERE, SAME, SENT, send_version
from gouji.publish.targets.target import POINTER, Target, TargetError, TargetUnusable
from gouji.publish.targets.tidy import tidy_target
from gouji.publish.targets.verify import repair_target, verify_target
from gouji.publish.wholeness import write_pointer
from tests.standin.s3 import s3_server

BUCKET = "gouji"
HOUR = timedelta(hours=1)
NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, s3_server(BUCKET, patch) as address:
        yield address


@pytest.fixture(params=["bucket", "folder"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return (tmp_path / "共享 share").as_uri()
    request.getfixturevalue("server")
    return f"s3://{BUCKET}/{tmp_path.name}/区 县"


@pytest.fixture
def target(address: str, tmp_path: Path) -> Target:
    return open_target(address, tmp_path / "home")


def version(home: Path, number: int, at: datetime | None = None, day: str = "2026-02-01") -> str:
    """A version as a run leaves it: rows and a paper that say its number, and a table that is the same in all."""
    name = f"{day}-{number:012x}"
    folder = home / "public" / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "figures").mkdir(parents=True)
    (folder / "papers").mkdir()
    for path, rows in {"figures/2024.parquet": [7, 7], "figures/2025.parquet": [number] * 3}.items():
        pq.write_table(pa.table({"value": rows}), folder / path)
    (folder / "papers" / "通报.html").write_text(f"{number}", encoding="utf-8")

    def entry(path: str) -> dict[str, Any]:
        content = (folder / path).read_bytes()
        return {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    manifest = {
        "version": name,
        "tables": [{"name": "figures", "files": [entry("figures/2024.parquet"), entry("figures/2025.parquet")]}],
        "papers": [entry("papers/通报.html")],
        "files": [],
    }
    digest = write_manifest(folder, manifest)
    pointer = {
        "version": name,
        "previous": None,
        "manifest": f"{name}/manifest.json",
        "manifest_sha256": digest,
        "published_at": (at or NOON + number * HOUR).isoformat(),
        "database_sha256": "of the home only",
    }
    write_pointer(home, pointer)
    return name


def values(target: Target, folder: str) -> list[int]:
    """The figures of a version, read as an analyst reads them."""
    if target.address.startswith("s3://"):
        store = pafs.S3FileSystem(
            endpoint_override=os.environ["AWS_ENDPOINT_URL"].removeprefix("http://"), scheme="http"
        )
        place = target.address.removeprefix("s3://")
    else:
        store, place = pafs.LocalFileSystem(), target.address
    table = ds.dataset(f"{place}/{folder}/figures", filesystem=store).to_table()
    return sorted(table["value"].to_pylist())


def current(target: Target) -> dict[str, Any]:
    seen = target.read(POINTER)
    assert seen
    return json.loads(seen.content)


def damage(target: Target, name: str, content: bytes) -> None:
    """What somebody else put in the place of a file."""
    if target.address.startswith("s3://"):
        key = f"{target.address.removeprefix(f's3://{BUCKET}/')}/{name}"
        boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
    else:
        path = Path(target.address, *name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # versions share files that are the same
        path.write_bytes(content)


def test_a_version_is_sent_and_switched_to_and_old_readers_stay_whole(target: Target, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = version(home, 1)
    assert send_version(home, target) == (SENT, first, 3, 0, sum(_sizes(home, first)))
    told = current(target)
    assert told["version"] == first
    assert "database_sha256" not in told
    second = version(home, 2)
    sent = send_version(home, target)
    assert (sent.state, sent.files_sent, sent.files_copied) == (SENT, 2, 1)  # what has not changed is copied there
    assert current(target)["version"] == second
    assert values(target, told["version"]) == [1, 1, 1, 7, 7]  # a reader that had begun
    assert values(target, second) == [2, 2, 2, 7, 7]
    assert send_version(home, target)[:4] == (SAME, second, 0, 0)
    assert verify_target(target) == []
    names = {f"{v}/{f}" for v in (first, second) for f in ("manifest.json", *_files(home, v))}
    assert set(target.kept()) - {".publish.lock"} == {*names, POINTER}


def _files(home: Path, name: str) -> list[str]:
    folder = home / "public" / name
    return [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json"]


def _sizes(home: Path, name: str) -> list[int]:
    return [(home / "public" / name / file).stat().st_size for file in _files(home, name)]


@pytest.mark.parametrize("step", range(5))  # three files, the manifest, latest.json
def test_killed_at_any_step_the_last_version_stands_and_the_next_run_completes(
    address: str, target: Target, tmp_path: Path, step: int
) -> None:
    home = tmp_path / "home"
    first = version(home, 1)
    send_version(home, target)
    second = version(home, 2)
    code = f"""
import itertools, os, sys
from pathlib import Path
from gouji.publish.targets import send
from gouji.publish.targets.address import open_target
send.AT_ONCE = 1
home, steps = Path(sys.argv[1]), itertools.count()
send.send_version(home, open_target(sys.argv[2], home), lambda _: os._exit(9) if next(steps) == {step} else None)
"""
    path = os.pathsep.join(sys.path)
    killed = subprocess.run(
        [sys.executable, "-c", code, str(home), address], env=os.environ | {"PYTHONPATH": path}, timeout=60, check=False
    )
    assert killed.returncode == 9
    assert current(target)["version"] == first
    assert values(target, first) == [1, 1, 1, 7, 7]
    sent = send_version(home, target)
    assert sent.files_sent + sent.files_copied == max(0, 3 - step)  # what was sent is not sent again
    assert current(target)["version"] == second
    assert verify_target(target) == []


def test_a_request_that_fails_leaves_the_last_version_and_a_row(
    address: str, target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    first = version(home, 1)
    assert send_and_record(home, address, 10)["state"] == SENT
    version(home, 2)
    put = type(target).put

    def failing(self: Any, name: str, file: Path, sha256: str) -> None:
        if name.endswith(".html"):
            raise TargetError(f"{self.address}/{name}：存储服务暂时不可用")
        put(self, name, file, sha256)

    with monkeypatch.context() as patch:
        patch.setattr(type(target), "put", failing)
        row = send_and_record(home, address, 10)
    assert row["state"] == "failed"
    assert "通报.html：存储服务暂时不可用" in row["message"]
    assert current(target)["version"] == first
    assert [(each["target"], each["state"]) for each in sendings(home)] == [(target.address, "failed")]
    assert send_and_record(home, address, 10)["state"] == SENT
    assert verify_target(target) == []


def test_a_killed_sending_is_told(address: str, target: Target, tmp_path: Path) -> None:
    version(home := tmp_path / "home", 1)
    send_and_record(home, address, 10)
    record = home / "warehouse" / "targets.jsonl"
    record.write_bytes(record.read_bytes().splitlines(keepends=True)[0])
    assert "中断" in sendings(home)[0]["message"]
    assert sendings(home)[0]["target"] == target.address


def test_publishers_at_once_never_go_back(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    homes = [tmp_path / f"home{number}" for number in range(4)]
    names = [version(home, number) for number, home in enumerate(homes)]
    switches: list[str] = []
    switch = send_module._switch

    def noted(target: Target, pointer: Any, seen: Any) -> str:
        state = switch(target, pointer, seen)
        switches.append(state)
        return state

    monkeypatch.setattr(send_module, "_switch", noted)
    targets = [open_target(address, home) for home in homes]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(send_version, homes, targets))
    assert current(targets[0])["version"] == names[-1]
    assert values(targets[0], names[-1]) == [3, 3, 3, 7, 7]
    assert send_version(homes[0], targets[0]).state == NEWER_THERE
    assert current(targets[0])["version"] == names[-1]
    assert switches.count(SENT) >= 1


def test_a_pointer_that_moved_meanwhile_is_looked_at_again(target: Target, tmp_path: Path) -> None:
    old, new = tmp_path / "home", tmp_path / "other"
    version(old, 1)
    newer = version(new, 2)

    def overtake(step: str) -> None:
        if step == POINTER:
            send_version(new, target)

    assert send_version(old, target, overtake).state == NEWER_THERE
    assert current(target)["version"] == newer
    assert not target.switch(b"{}", None)  # there is one
    assert not target.switch(b"{}", '"of another"')


def test_publications_of_one_second_have_an_order(target: Target, tmp_path: Path) -> None:
    old, new = tmp_path / "home", tmp_path / "other"
    version(old, 1, NOON)
    second = version(new, 2, NOON)
    assert send_version(new, target).state == SENT
    assert send_version(old, target).state == NEWER_THERE
    assert send_version(new, target).state == SAME
    assert current(target)["version"] == second


def test_what_somebody_removes_while_the_rest_is_sent_keeps_the_last_version(target: Target, tmp_path: Path) -> None:
    first = version(home := tmp_path / "home", 1)
    send_version(home, target)
    second = version(home, 2)

    def remove(step: str) -> None:
        if step == f"{second}/manifest.json":
            target.remove([f"{second}/figures/2025.parquet"])

    with pytest.raises(TargetError, match="不见了或变了"):
        send_version(home, target, remove)
    assert current(target)["version"] == first
    assert send_version(home, target).state == SENT
    assert verify_target(target) == []


def test_ctrl_c_while_sending_undoes_no_publication(address: str, tmp_path: Path, monkeypatch) -> None:
    version(home := tmp_path / "home", 1)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("gouji.publish.targets.record.send_version", interrupted)
        row = send_and_record(home, address, 10)
    assert row["state"] == "failed"
    assert "中断" in row["message"]
    assert send_and_record(home, address, 10)["state"] == SENT


def test_damage_is_found_and_mended_from_the_home(target: Target, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = version(home, 1)
    send_version(home, target)
    second = version(home, 2)
    send_version(home, target)
    size = (home / "public" / second / "figures" / "2025.parquet").stat().st_size
    damage(target, f"{second}/figures/2025.parquet", bytes(size))
    damage(target, f"{first}/manifest.json", b"{")
    target.remove([f"{second}/papers/通报.html"])
    found = [problem.problem.split(" 丢失")[0].removeprefix(f"{target.address}/") for problem in verify_target(target)]
    assert found == [f"{first}/manifest.json", f"{second}/figures/2025.parquet", f"{second}/papers/通报.html"]
    assert repair_target(home, target) == found
    assert verify_target(target) == []
    damage(target, f"{second}/figures/2025.parquet", bytes(size))
    damage(target, POINTER, b"half a po")
    assert [problem.part for problem in verify_target(target)] == ["target"] * 2
    assert send_version(home, target).state == SENT  # the next run mends what it sends
    assert verify_target(target) == []
    assert values(target, second) == [2, 2, 2, 7, 7]


def test_a_version_of_other_content_is_never_rewritten(target: Target, tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    name = version(home, 1)
    send_version(home, target)
    version(home, 2)
    send_version(home, target)
    version(other, 1, NOON + 9 * HOUR)
    manifest = other / "public" / name / "manifest.json"
    content = manifest.read_bytes().replace(b'"papers"', b'"papers" ')
    manifest.write_bytes(content)
    pointer = json.loads((other / "public" / POINTER).read_bytes())
    write_pointer(other, pointer | {"manifest_sha256": hashlib.sha256(content).hexdigest()})
    with pytest.raises(TargetError, match="从不改写"):
        send_version(other, target)


def test_a_file_that_is_damaged_here_is_not_sent(target: Target, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = version(home, 1)
    send_version(home, target)
    second = version(home, 2)
    (home / "public" / second / "figures" / "2025.parquet").write_bytes(b"damaged")
    with pytest.raises(TargetError, match="gouji verify"):
        send_version(home, target)
    (home / "public" / second / "figures" / "2025.parquet").unlink()
    with pytest.raises(TargetError, match=r"2025\.parquet"):
        send_version(home, target)
    assert current(target)["version"] == first


def test_old_versions_go_after_a_grace_and_nothing_else_does(target: Target, tmp_path: Path) -> None:
    home = tmp_path / "home"
    names = []
    for number in range(4):
        names.append(version(home, number))
        send_version(home, target)
        _age(target, names, number)
    damage(target, "notes/of-others.txt", b"theirs")
    damage(target, "2026-02-01-00000000000f/2025.parquet", b"on its way")
    now = datetime.now(UTC)
    assert tidy_target(target, 2, now) == []  # all of this day
    later = now + timedelta(days=3)
    assert tidy_target(target, 2, later) == [names[1], names[0]]
    assert sorted({name.split("/")[0] for name in target.kept() if "/" in name}) == [*names[2:], "notes"]
    assert tidy_target(target, 0, later) == [names[2]]
    assert current(target)["version"] == names[3]
    assert verify_target(target) == []


def _age(target: Target, names: list[str], number: int) -> None:
    """Files of a folder are as old as they were sent, one after the other; a bucket's clock cannot be set."""
    if not target.address.startswith("s3://"):
        path = Path(target.address, names[number], "manifest.json")
        os.utime(path, (path.stat().st_mtime - 10 + number,) * 2)


@pytest.mark.usefixtures("server")
def test_a_large_file_goes_in_parts_and_an_unfinished_one_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = open_target(f"s3://{BUCKET}/large", tmp_path / "home")
    file = tmp_path / "large"
    file.write_bytes(bytes(9_000_000))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    monkeypatch.setattr(s3_module, "SINGLE_PUT_BYTES", 1_000_000)
    target.put("v/large", file, digest)
    assert target.stored_digest("v/large") == target.digest("v/large") == digest
    assert target.copy("v/large", "w/large", digest)
    assert not target.copy("v/none", "w/none", digest)
    client = boto3.client("s3")
    client.create_multipart_upload(Bucket=BUCKET, Key="large/half")
    target.drop_unfinished(datetime(2001, 1, 1, tzinfo=UTC))
    assert client.list_multipart_uploads(Bucket=BUCKET)["Uploads"]
    target.drop_unfinished(datetime.now(UTC) + HOUR)
    assert "Uploads" not in client.list_multipart_uploads(Bucket=BUCKET)


def test_what_the_service_refuses_is_told_with_the_place_and_without_keys(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    version(home, 1)
    row = send_and_record(home, "s3://no-such-bucket/here", 10)
    assert "s3://no-such-bucket/here/latest.json：没有这个桶" in row["message"]
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    row = send_and_record(home, f"s3://{BUCKET}/here", 10)
    assert "连不上存储服务" in row["message"]
    row = send_and_record(home, f"s3://{BUCKET}/here?endpoint_override={server}", 10)
    assert (row["state"], row["target"]) == (SENT, f"s3://{BUCKET}/here")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    assert "没有密钥" in send_and_record(home, f"s3://{BUCKET}/here?endpoint_override={server}", 10)["message"]
    row = send_and_record(home, "s3://key:secret@bucket/here", 10)
    assert "不要写密钥" in row["message"]
    record = (home / "warehouse" / "targets.jsonl").read_text(encoding="utf-8")
    assert "test-secret" not in record
    assert "secret@" not in record


@pytest.mark.parametrize("address", ["ftp://x/y", "", "s3://", "s3://b/p?what=1", "s3://b/p?secret=1"])
def test_addresses_that_are_none_are_refused_before_anything_is_run(address: str, tmp_path: Path) -> None:
    with pytest.raises(TargetUnusable):
        open_target(address, tmp_path)


def test_a_target_inside_the_home_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TargetUnusable, match="重叠"):
        open_target(str(tmp_path / "home" / "public"), tmp_path / "home")
