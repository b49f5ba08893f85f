"""A bucket of S3, or of whatever speaks like it (MinIO, Ceph, the clouds' own), as a target.

By boto3, since PyArrow's file system has no conditional PUT. Where the service is, and the keys, are boto3's usual
settings: AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, ~/.aws/config, the role of the machine. Nothing here writes them anywhere.
"""

import base64
import hashlib
import mimetypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gouji.core.digest import file_digest

from .target import POINTER, Kept, Seen, TargetError, TargetUnusable

SINGLE_PUT_BYTES = 64_000_000  # what is larger goes in parts, so that a cut line costs a part
_MAX_COPY_BYTES = 5_000_000_000  # that the service copies in one request
_MAX_REMOVED = 1000  # names a request may have
_BLOCK = 1 << 20
_AGAIN = "处理后重新运行 gouji run 即接着传，已传的不重传。"
_WORDS = {
    "NoSuchBucket": "没有这个桶，请核对名称，或先建好",
    "AccessDenied": "没有权限，请核对密钥与桶的授权（须能列、读、写、删）",
    "403": "没有权限，请核对密钥与桶的授权（须能列、读、写、删）",
    "InvalidAccessKeyId": "密钥不被承认，请核对 AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "密钥不对，请核对 AWS_SECRET_ACCESS_KEY 与本机时间",
    "RequestTimeTooSkewed": "本机时间不准，请先校准",
    "BadDigest": "传输中有损坏，请检查网络",
    "QuotaExceeded": "存储空间已用完，请扩容或清理",
}
_LATER = {"SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "500", "502", "503", "504"}
_MISSING = {"404", "NoSuchKey", "NotFound"}
_NOT_THE_SAME = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}


def open_bucket(address: str) -> "BucketTarget":
    """The target at s3://bucket/prefix[?endpoint_override=http://host:port]; raises TargetUnusable."""
    try:
        import boto3.session
        import botocore.exceptions
        from botocore.config import Config
    except ImportError as error:
        raise TargetUnusable(
            "发布到 S3 需要附加组件，请先安装：pip install 'gouji[s3]'。 Install gouji[s3] first."
        ) from error
    url = urlsplit(address)
    options = parse_qs(url.query)
    endpoint = options.pop("endpoint_override", [None])[0]
    if not url.netloc or options:
        raise TargetUnusable(
            f"--publish 的地址 s3://{url.netloc}{url.path} 不对，应为 s3://桶/目录，其后至多可有 ?endpoint_override=http://主机:端口。"
            " Not an address of a bucket."
        )
    # Checksums beyond those given with each file are headers that older stores do not know.
    config = Config(request_checksum_calculation="when_required", response_checksum_validation="when_required")
    try:
        client = boto3.session.Session().client("s3", endpoint_url=endpoint, config=config)
    except (botocore.exceptions.BotoCoreError, ValueError) as error:
        raise TargetUnusable(f"S3 的设置不对，请核对 AWS_ 开头的环境变量与 ~/.aws：{error}") from error
    return BucketTarget(client, url.netloc, url.path.strip("/"))


class BucketTarget:
    """Versions below a prefix of a bucket. A PUT is whole or nothing, and refused where its bytes changed on the way."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self._client, self._bucket = client, bucket
        self._prefix = f"{prefix}/" if prefix else ""

    @property
    def address(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def kept(self, below: str = "") -> dict[str, Kept]:
        found = {}
        with self._told(below):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + below):
                for entry in page.get("Contents", ()):
                    name = entry["Key"].removeprefix(self._prefix)
                    found[name] = Kept(entry["Size"], entry["LastModified"])
        return found

    def read(self, name: str) -> Seen | None:
        got = self._get(name)
        if got is None:
            return None
        with self._told(name):
            return Seen(got["Body"].read(), got["ETag"])

    def stored_digest(self, name: str) -> str | None:
        with self._told(name, missing_ok=True):
            head = self._client.head_object(**self._at(name))
            digest: str | None = head["Metadata"].get("sha256")  # of a file that others put in its place: none
            return digest
        return None

    def digest(self, name: str) -> str | None:
        got = self._get(name)
        if got is None:
            return None
        seen = hashlib.sha256()
        with self._told(name):
            for block in got["Body"].iter_chunks(_BLOCK):
                seen.update(block)
        return seen.hexdigest()

    def put(self, name: str, file: Path, sha256: str) -> None:
        large = file.stat().st_size > SINGLE_PUT_BYTES
        content = b"" if large else file.read_bytes()
        if (file_digest(file) if large else hashlib.sha256(content).hexdigest()) != sha256:
            raise TargetError(
                f"{file} 与清单不符，没有传到 {self.address}/{name}；请先运行 gouji verify。 Damaged here: not sent."
            )
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        told = {"Metadata": {"sha256": sha256}, "ContentType": kind}
        with self._told(name):
            if large:
                parts = told | {"ChecksumAlgorithm": "SHA256"}
                self._client.upload_file(str(file), self._bucket, self._prefix + name, ExtraArgs=parts)
            else:
                checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
                self._client.put_object(**self._at(name), Body=content, ChecksumSHA256=checksum, **told)

    def copy(self, source: str, name: str, sha256: str) -> bool:
        with self._told(source, missing_ok=True):
            head = self._client.head_object(**self._at(source))
            if head["Metadata"].get("sha256") != sha256 or head["ContentLength"] > _MAX_COPY_BYTES:
                return False
            self._client.copy_object(**self._at(name), CopySource=self._at(source), CopySourceIfMatch=head["ETag"])
            return True
        return False

    def switch(self, content: bytes, mark: str | None) -> bool:
        condition = {"IfNoneMatch": "*"} if mark is None else {"IfMatch": mark}
        with self._told(POINTER, missing_ok=True):  # what is removed meanwhile is not the same either
            try:
                self._client.put_object(
                    **self._at(POINTER), Body=content, ContentType="application/json", CacheControl="no-cache", **condition
                )  # fmt: skip
            except self._client.exceptions.ClientError as error:
                if _code(error) in _NOT_THE_SAME:
                    return False
                raise
            return True
        return False

    def remove(self, names: Iterable[str]) -> None:
        keys = [{"Key": self._prefix + name} for name in names]
        for start in range(0, len(keys), _MAX_REMOVED):
            with self._told(keys[start]["Key"]):
                done = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": keys[start : start + _MAX_REMOVED], "Quiet": True}
                )
            if failed := done.get("Errors"):
                raise TargetError(
                    f"{self.address} 中的旧版本没有删去：{failed[0]['Key']}（{failed[0]['Code']}）。 Not removed."
                )

    def drop_unfinished(self, before: datetime) -> None:
        with self._told(""):
            begun = self._client.list_multipart_uploads(Bucket=self._bucket, Prefix=self._prefix)
            for upload in begun.get("Uploads", ()):
                if upload["Initiated"] < before:
                    self._client.abort_multipart_upload(
                        Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                    )

    def _get(self, name: str) -> dict[str, Any] | None:
        with self._told(name, missing_ok=True):
            got: dict[str, Any] = self._client.get_object(**self._at(name))
            return got
        return None

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + name}

    @contextmanager
    def _told(self, name: str, *, missing_ok: bool = False) -> Iterator[None]:
        """What the service or the way to it refuses, as TargetError; with `missing_ok` a key that is not there passes."""
        import boto3.exceptions
        import botocore.exceptions

        try:
            yield
        except botocore.exceptions.ClientError as error:
            code = _code(error)
            if missing_ok and code in _MISSING:
                return
            later = "存储服务暂时不可用，请稍后再试" if code in _LATER else f"存储服务拒绝（{code}）"
            raise self._error(
                name, _WORDS.get(code, later), error.response.get("Error", {}).get("Message", "")
            ) from error
        except botocore.exceptions.NoCredentialsError as error:
            raise self._error(
                name, "没有密钥，请设 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 或 ~/.aws/credentials", ""
            ) from error
        except (botocore.exceptions.BotoCoreError, botocore.exceptions.HTTPClientError) as error:
            raise self._error(name, "连不上存储服务，请核对网络与 AWS_ENDPOINT_URL", type(error).__name__) from error
        except boto3.exceptions.Boto3Error as error:  # of a file in parts, with the service's answer in its words
            raise self._error(name, "文件没有传完", str(error).rsplit(": ", 1)[-1]) from error
        except OSError as error:  # the line was cut in the middle of an answer
            raise self._error(name, "与存储服务的连接中断，请检查网络", type(error).__name__) from error

    def _error(self, name: str, problem: str, told: str) -> TargetError:
        place = f"s3://{self._bucket}/{self._prefix}{name}"
        return TargetError(f"{place}：{problem}。{_AGAIN} {told or 'Not sent: run again once this is mended'}")


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
