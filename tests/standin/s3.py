"""An S3 of our own on loopback, known by the environment, as the machines of a cluster and boto3 know theirs."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import server as moto


@contextmanager
def s3_server(
    bucket: str, monkeypatch: pytest.MonkeyPatch, around: Callable[[Any], Any] | None = None
) -> Iterator[str]:
    """Its address; the bucket is there and empty. The port was free a moment before. `around`: what stands before the
    application (WSGI), to refuse what it likes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    if around is not None:
        assert server._server is not None
        server._server.app = around(server._server.app)
    address = f"http://127.0.0.1:{port}"
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "test-key",
        "AWS_SECRET_ACCESS_KEY": "test-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "2",
    }.items():
        monkeypatch.setenv(name, value)
    try:
        boto3.client("s3").create_bucket(Bucket=bucket)
        yield address
    finally:
        server.stop()
