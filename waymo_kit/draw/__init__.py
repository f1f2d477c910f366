"""Pictures of frames with matplotlib (`pip install 'waymo-kit[viz]'`)."""

from waymo_kit.draw.bird_eye import draw_bird_eye
from waymo_kit.draw.camera_view import draw_camera
from waymo_kit.draw.e2e import draw_e2e_frame
from waymo_kit.draw.frame import draw_frame
from waymo_kit.draw.image_boxes import draw_image_boxes
from waymo_kit.draw.road_map import draw_road_map, draw_road_map_in_camera
from waymo_kit.draw.tracks import draw_tracks
from waymo_kit.draw.wireframe import box_wireframes

__all__ = [
    "box_wireframes",
    "draw_bird_eye",
    "draw_camera",
    "draw_e2e_frame",
    "draw_frame",
    "draw_image_boxes",
    "draw_road_map",
    "draw_road_map_in_camera",
    "draw_tracks",
]
