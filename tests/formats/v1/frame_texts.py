"""Small frames written in the text format of protocol buffers, and the rows made of them."""

from google.protobuf import text_format

from waymo_kit.formats.v1.rows import ROWS, rows_to_batch
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import component_of

KEY = {"key.segment_context_name": "seg", "key.frame_timestamp_micros": 7}
IDENTITY = [1.0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
TRANSFORM = " ".join(f"transform: {value}" for value in IDENTITY)
BOX_3D = "center_x: 1 center_y: 2 center_z: 3 length: 4 width: 5 height: 6 heading: 0.5"
BOX_2D = "center_x: 1 center_y: 2 length: 3 width: 4"
BOX_2D_COLUMNS = {"box.center.x": 1, "box.center.y": 2, "box.size.x": 3, "box.size.y": 4}


def make_frame(text):
    frame = frame_pb2.Frame(timestamp_micros=7)
    frame.context.name = "seg"
    return text_format.Merge(text, frame)


def rows_of(tag, text):
    """Rows as dictionaries; value columns without the component's name."""
    batch = rows_to_batch(tag, list(ROWS[tag](make_frame(text))))
    assert batch.schema.equals(component_of(tag).schema)
    prefix = f"[{component_of(tag).name}]."
    return [
        {name.removeprefix(prefix): value for name, value in row.items()}
        for row in batch.to_pylist()
    ]
