"""A server of the S3 protocol for tests, and a bucket on it."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


def bucket_server() -> Iterator[str]:
    """The address of a server that lives as long as the fixture."""
    moto = pytest.importorskip("moto.server", reason="a server of the S3 protocol: pip install 'yushen[dev]'")
    s3fs = pytest.importorskip("s3fs", reason="pip install 'yushen[s3]'")
    s3fs.S3FileSystem.clear_instance_cache()  # it would go on asking the server of another module's tests
    server = moto.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@contextmanager
def credentials_matter(server: str) -> Iterator[None]:
    """Meanwhile the server refuses whom it does not know."""

    def set_free_actions(count: str) -> None:
        request = urllib.request.Request(f"{server}/moto-api/reset-auth", count.encode(), {"Content-Type": "text/plain"}, method="POST")
        urllib.request.urlopen(request).close()

    set_free_actions("0")
    try:
        yield
    finally:
        set_free_actions("inf")


@dataclass(frozen=True)
class Bucket:
    """A bucket that keeps every version of its objects, so that a test can count how often one was written."""

    name: str
    client: Any

    @classmethod
    def fresh(cls, server: str, patch: pytest.MonkeyPatch) -> Bucket:
        """A new bucket; this process and its children find the server by their environment."""
        import boto3

        for key, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": server}.items():
            patch.setenv(key, value)
        client = boto3.client("s3", endpoint_url=server)
        bucket = cls(f"yushen-{uuid4().hex[:12]}", client)
        client.create_bucket(Bucket=bucket.name)
        client.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
        return bucket

    def url(self, folder: str) -> str:
        return f"s3://{self.name}/{folder}"

    def put(self, objects: Mapping[str, bytes]) -> None:
        for key, body in objects.items():
            self.client.put_object(Bucket=self.name, Key=key, Body=body)

    def get(self, key: str) -> bytes:
        return bytes(self.client.get_object(Bucket=self.name, Key=key)["Body"].read())

    def delete(self, *keys: str) -> None:
        for key in keys:
            self.client.delete_object(Bucket=self.name, Key=key)

    def keys(self, folder: str) -> list[str]:
        """Names below a folder."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=folder + "/")
        return [o["Key"].removeprefix(folder + "/") for page in pages for o in page.get("Contents", ())]

    def versions(self, key: str) -> int:
        """How often an object was written."""
        found = self.client.list_object_versions(Bucket=self.name, Prefix=key)
        return sum(v["Key"] == key for v in found.get("Versions", ()))
