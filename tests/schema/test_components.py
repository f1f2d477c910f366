import json
from pathlib import Path

import pyarrow as pa
import pytest

from waymo_kit.errors import NotFoundError
from waymo_kit.schema import (
    COMPONENTS,
    CONVERTED_TAGS,
    PERCEPTION_TAGS,
    SENSOR_TAGS,
    component_of,
)

# Names and Arrow types of all columns, printed from `Component.schema()` of the official library
# (waymo-open-dataset-tf-2-12-0 1.6.7).
OFFICIAL = json.loads(Path(__file__).with_name("official_columns.json").read_text())


@pytest.mark.parametrize("tag", OFFICIAL)
def test_columns_are_those_of_the_official_library(tag):
    schema = component_of(tag).schema
    types = [str(field.type).replace("element: ", "").replace("item: ", "") for field in schema]
    assert list(zip(schema.names, types, strict=True)) == list(OFFICIAL[tag].items())


def test_the_17_perception_components_are_converted():
    assert len(PERCEPTION_TAGS) == 17
    assert set(PERCEPTION_TAGS) == {tag for tag in OFFICIAL if not tag.startswith("object_asset")}
    assert set(CONVERTED_TAGS) - set(PERCEPTION_TAGS) == COMPONENTS.keys() - OFFICIAL.keys()
    assert set(CONVERTED_TAGS) >= SENSOR_TAGS


@pytest.mark.parametrize("component", COMPONENTS.values(), ids=COMPONENTS)
def test_keys_come_first_and_identify_a_segment(component):
    assert component.schema.names[: len(component.keys)] == component.key_columns
    assert component.keys[0] == "segment_context_name"
    assert component.per_frame == ("key.frame_timestamp_micros" in component.schema.names)
    values = component.schema.names[len(component.keys) :]
    assert all(name.startswith(f"[{component.name}].") for name in values)


def test_column_names_a_value():
    component = component_of("lidar_box")
    assert component.column("box.center.x") == "[LiDARBoxComponent].box.center.x"
    assert component.schema.field(component.column("box.center.x")).type == pa.float64()


def test_an_unknown_tag_is_answered_with_the_known_ones():
    with pytest.raises(NotFoundError, match="no component 'lidr'; known are camera_box, "):
        component_of("lidr")
