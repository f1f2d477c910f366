"""Reductions by segment in ONNX, which has none of its own.

tf2onnx turns them into products with a matrix of (elements, segments), tens of gigabytes for the
points of a frame. ScatterND with a reduction does the same in place.
"""

from __future__ import annotations

from typing import Any

import numpy as np

OPSET = 18
"""The first version of the operators with ScatterND that takes a maximum."""

_SCATTER = "ScatterND"


def _reduce_segments(context: Any, node: Any, name: str, settings: Any) -> None:
    """Replaces UnsortedSegmentMax or UnsortedSegmentSum; a handler of tf2onnx.

    Args:
        context: Graph that is converted.
        node: Node with the inputs values, segment of each value, and number of segments.
        name: Name of the node.
        settings: Value of a segment without values, and reduction.
    """
    from onnx import TensorProto
    from tf2onnx import utils

    empty, reduction = settings
    values, segments, _ = node.input
    dtype = utils.map_onnx_to_numpy_type(context.get_dtype(values))
    shape = (int(node.inputs[2].get_tensor_value()), *context.get_shape(values)[1:])
    start = context.make_const(utils.make_name(name), np.full(shape, empty, dtype)).output[0]
    last = context.make_const(utils.make_name(name), np.array([1], np.int64)).output[0]
    long = context.make_node("Cast", [segments], attr={"to": TensorProto.INT64}).output[0]
    rows = context.make_node("Unsqueeze", [long, last]).output[0]
    outputs, shapes, dtypes = node.output, node.output_shapes, node.output_dtypes
    context.remove_node(node.name)
    context.make_node(
        _SCATTER,
        [start, rows, values],
        attr={"reduction": reduction},
        outputs=outputs,
        name=name,
        shapes=shapes,
        dtypes=dtypes,
    )


SEGMENT_HANDLERS = {
    "UnsortedSegmentMax": (
        _reduce_segments,
        [_SCATTER, float(np.finfo(np.float32).min), "max"],
    ),
    "UnsortedSegmentSum": (_reduce_segments, [_SCATTER, 0.0, "add"]),
}
"""Operation of TensorFlow -> handler and its settings, as tf2onnx takes them."""
