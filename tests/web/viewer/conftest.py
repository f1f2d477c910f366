"""Fixtures of the viewer's tests: what is viewed, and its content by URL."""

import json

import pyarrow as pa
import pytest

from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.viewed import open_viewed


class Reader:
    """Reads the content of URLs as the page does."""

    def __init__(self, answers):
        self.answers = answers
        self.viewed = answers.viewed
        self.segments = list(self.viewed.dataset.segments)

    def bytes(self, path, **parameters):
        texts = {name: str(value) for name, value in parameters.items()}
        return self.answers.get(f"{self.answers.stamp}/{path}", texts).body

    def json(self, path, **parameters):
        return json.loads(self.bytes(path, **parameters))

    def table(self, path, **parameters):
        return pa.ipc.open_stream(self.bytes(path, **parameters)).read_all()

    def of_frame(self, what, segment=0, frame=0):
        return f"segments/{self.segments[segment]}/frames/{frame}/{what}"

    def of_segment(self, what, segment=0):
        return f"segments/{self.segments[segment]}/{what}"

    def scene(self, segment=0):
        return self.viewed.dataset[self.segments[segment]]


@pytest.fixture(scope="session")
def open_reader(drive, tmp_path_factory):
    """Opens a dataset with predictions of the drive, by the names of their files."""
    opened = []

    def open_one(form="converted", models=("first", "second"), task="detection"):
        viewed = open_viewed(
            getattr(drive, form),
            [drive.root / f"{name}.parquet" for name in models],
            task=task,
            scratch=tmp_path_factory.mktemp("scratch"),
        )
        opened.append(ViewerAnswers(viewed))
        return Reader(opened[-1])

    yield open_one
    for answers in opened:
        answers.close()


@pytest.fixture(scope="session")
def reader(open_reader):
    """The converted tables with the predictions of both models."""
    return open_reader()
