"""Range images and the poses that place their points."""

import numpy as np


def range_image_points(image, vehicle_from_laser, inclinations, pixel_pose, world_from_vehicle):
    """(x, y, z, row, column) of each pixel with a range, one at a time with 4x4 matrices."""
    height, width = image.shape[:2]
    yaw = np.arctan2(vehicle_from_laser[1, 0], vehicle_from_laser[0, 0])
    points = []
    for row in range(height):
        for column in range(width):
            distance = float(image[row, column, 0])
            if not distance > 0:
                continue
            azimuth = np.pi - 2 * np.pi * (column + 0.5) / width - yaw
            inclination = inclinations[row]
            beam = np.array(
                [
                    np.cos(inclination) * np.cos(azimuth),
                    np.cos(inclination) * np.sin(azimuth),
                    np.sin(inclination),
                ]
            )
            point = vehicle_from_laser @ np.append(distance * beam, 1)
            if pixel_pose is not None:
                world = pose_matrix(*pixel_pose[row, column].astype(float)) @ point
                point = np.linalg.solve(world_from_vehicle, world)
            points.append([*point[:3], row, column])
    return np.array(points).reshape(-1, 5)


def pose_matrix(roll, pitch, yaw, x, y, z):
    """Rz(yaw) Ry(pitch) Rx(roll) and a translation, from its three factors."""
    cr, sr, cp, sp, cy, sy = (f(a) for a in (roll, pitch, yaw) for f in (np.cos, np.sin))
    about_x = np.array([[1, 0, 0], [0, cr, -sr], [0, sr, cr]])
    about_y = np.array([[cp, 0, sp], [0, 1, 0], [-sp, 0, cp]])
    about_z = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]])
    matrix = np.eye(4)
    matrix[:3, :3] = about_z @ about_y @ about_x
    matrix[:3, 3] = x, y, z
    return matrix
