"""A stand-in for an object store: files appear when their upload is closed, or freed unclosed."""

import io

import pyarrow as pa
from pyarrow import fs

from waymo_kit.io import Location


class Upload(io.RawIOBase):
    """An output stream that publishes what it got when it is closed."""

    def __init__(self, store, path):
        super().__init__()
        self.store, self.path, self.parts = store, path, []

    def writable(self):
        return True

    def write(self, data):
        if self.store.fails_after is not None:
            self.store.fails_after -= 1
            if self.store.fails_after < 0:
                raise OSError("connection reset")
        self.parts.append(bytes(data))
        return len(data)

    def close(self):
        if not self.closed:
            super().close()
            self.store.files[self.path] = b"".join(self.parts)


class ObjectStore(fs.FileSystemHandler):
    """Files by path. After `fails_after` more writes, each one fails."""

    def __init__(self):
        self.files = {}
        self.fails_after = None

    def location(self, path="bucket"):
        return Location(fs.PyFileSystem(self), path, f"fake://{path}")

    def __eq__(self, other):
        return self is other

    def get_type_name(self):
        return "fake"

    def normalize_path(self, path):
        return path

    def get_file_info(self, paths):
        return [self._info(path) for path in paths]

    def get_file_info_selector(self, selector):
        prefix = f"{selector.base_dir}/"
        names = {
            path[len(prefix) :].split("/")[0] for path in self.files if path.startswith(prefix)
        }
        return [self._info(prefix + name) for name in sorted(names)]

    def _info(self, path):
        if path in self.files:
            return fs.FileInfo(path, fs.FileType.File, size=len(self.files[path]))
        is_dir = any(name.startswith(f"{path}/") for name in self.files)
        return fs.FileInfo(path, fs.FileType.Directory if is_dir else fs.FileType.NotFound)

    def open_input_stream(self, path):
        return self.open_input_file(path)

    def open_input_file(self, path):
        if path not in self.files:
            raise FileNotFoundError(path)
        return pa.BufferReader(self.files[path])

    def open_output_stream(self, path, metadata):
        return pa.PythonFile(Upload(self, path), mode="w")

    def create_dir(self, path, recursive):
        pass

    def delete_file(self, path):
        del self.files[path]

    def _unsupported(self, *arguments):
        raise NotImplementedError

    delete_dir = delete_dir_contents = delete_root_dir_contents = _unsupported
    move = copy_file = open_append_stream = _unsupported
