"""Cameras: distortion, rolling shutters and rectified images."""

import numpy as np


def distort(a, b, intrinsic):
    """Pixel of a point of the plane before the lens, or NaN beyond the lens's field."""
    f_u, f_v, c_u, c_v, k1, k2, p1, p2, k3 = intrinsic
    r2 = a**2 + b**2
    factor = 1 + k1 * r2 + k2 * r2**2 + k3 * r2**3
    slope = 1 + 3 * k1 * r2 + 5 * k2 * r2**2 + 7 * k3 * r2**3
    if not (0.8 <= factor <= 1.2 and slope > 0):
        return np.full(2, np.nan)
    u = f_u * (a * factor + 2 * p1 * a * b + p2 * (r2 + 2 * a**2)) + c_u
    v = f_v * (b * factor + p1 * (r2 + 2 * b**2) + 2 * p2 * a * b) + c_v
    return np.array([u, v])


def undistort(pixel, intrinsic):
    """Point of the plane that the lens shows at a pixel, by fixed-point iteration."""
    f_u, f_v, c_u, c_v = intrinsic[:4]
    plane = (pixel - [c_u, c_v]) / [f_u, f_v]
    for _ in range(200):
        plane = plane + (pixel - distort(*plane, intrinsic)) / [f_u, f_v]
    return plane


def readout_line(camera, pose):
    """Axis along which an image is read, its first and last time and the plane at its two edges."""
    if camera.rolling_shutter_direction == 5:
        return 0, 0.0, 0.0, np.zeros((2, 2))
    axis = 1 if camera.rolling_shutter_direction in (1, 3) else 0
    first = pose.camera_trigger_time + pose.shutter / 2 - pose.pose_timestamp
    last = pose.camera_readout_done_time - pose.shutter / 2 - pose.pose_timestamp
    if camera.rolling_shutter_direction in (3, 4):
        first, last = last, first
    size = np.array([camera.width, camera.height])
    edges = []
    for fraction in (0, 1):
        middle = size / 2
        middle[axis] = fraction * size[axis]
        edges.append(undistort(middle, camera.intrinsic))
    return axis, first, last, np.array(edges)


def moved_camera(camera, pose, time):
    """Rotation and place of a camera some seconds after the pose, to first order."""
    world_from_vehicle = pose.world_from_vehicle[:3, :3]
    turn = skew(pose.angular_velocity)
    mount = camera.vehicle_from_camera[:3, 3]
    rotation = world_from_vehicle @ (np.eye(3) + turn * time) @ camera.vehicle_from_camera[:3, :3]
    place = pose.world_from_vehicle[:3, 3] + pose.velocity * time
    return rotation, place + world_from_vehicle @ (np.eye(3) + turn * time) @ mount


def project_point(point, camera, pose):
    """Pixel of a world point as the official op finds it, with whole matrices; NaN if none."""
    axis, first, last, edges = readout_line(camera, pose)
    center = camera.intrinsic[2 + axis] / (camera.width, camera.height)[axis]
    extent = edges[1, axis] - edges[0, axis]
    world_from_vehicle = pose.world_from_vehicle[:3, :3]
    turn = skew(pose.angular_velocity)
    velocity = pose.velocity + world_from_vehicle @ turn @ camera.vehicle_from_camera[:3, 3]
    camera_turn = camera.vehicle_from_camera[:3, :3].T @ turn @ camera.vehicle_from_camera[:3, :3]
    time = 0.0
    for _ in range(4):
        rotation, place = moved_camera(camera, pose, time)
        x, y, z = seen = rotation.T @ (point - place)
        if not x > 0:
            return np.full(2, np.nan)
        plane = np.array([-y / x, -z / x])
        per_plane = (last - first) / extent if extent else 0.0
        lag = first + (last - first) * center + per_plane * plane[axis] - time
        rate = -camera_turn @ seen - rotation.T @ velocity
        time -= lag / (per_plane * (plane[axis] * rate[0] - rate[1 + axis]) / x - 1)
        if abs(lag) < 1e-5:
            break
    if abs(lag) > 0.1:
        return np.full(2, np.nan)
    rotation, place = moved_camera(camera, pose, time)
    x, y, z = rotation.T @ (point - place)
    return distort(-y / x, -z / x, camera.intrinsic) if x > 0 else np.full(2, np.nan)


def settled_pixel(point, camera, pose):
    """Pixel whose own read-out time and the camera's pose then agree, by fixed-point iteration."""
    axis, first, last, _ = readout_line(camera, pose)
    time = 0.0
    for _ in range(50):
        rotation, place = moved_camera(camera, pose, time)
        x, y, z = rotation.T @ (point - place)
        pixel = distort(-y / x, -z / x, camera.intrinsic)
        time = first + (last - first) * pixel[axis] / (camera.width, camera.height)[axis]
    return pixel


def skew(w):
    """The matrix of the cross product with w."""
    return np.array([[0, -w[2], w[1]], [w[2], 0, -w[0]], [-w[1], w[0], 0]])


def rectify_image(image, intrinsic):
    """The image without lens distortion, pixel by pixel, between the four nearest ones."""
    f_u, f_v, c_u, c_v, k1, k2, p1, p2, k3 = intrinsic
    height, width, _ = image.shape
    rectified = np.zeros_like(image)
    for row in range(height):
        for column in range(width):
            a, b = (column + 0.5 - c_u) / f_u, (row + 0.5 - c_v) / f_v
            r2 = a**2 + b**2
            factor = 1 + k1 * r2 + k2 * r2**2 + k3 * r2**3
            slope = 1 + 3 * k1 * r2 + 5 * k2 * r2**2 + 7 * k3 * r2**3
            if not 0.8 <= factor <= 1.2 or slope <= 0:
                continue
            u = f_u * (a * factor + 2 * p1 * a * b + p2 * (r2 + 2 * a**2)) + c_u
            v = f_v * (b * factor + p1 * (r2 + 2 * b**2) + 2 * p2 * a * b) + c_v
            if not (0 <= u <= width and 0 <= v <= height):
                continue
            x, y = np.clip(u - 0.5, 0, width - 1), np.clip(v - 0.5, 0, height - 1)
            value = np.zeros(3)
            for i in (int(np.floor(x)), int(np.floor(x)) + 1):
                for j in (int(np.floor(y)), int(np.floor(y)) + 1):
                    weight = max(1 - abs(x - i), 0) * max(1 - abs(y - j), 0)
                    value += weight * image[min(j, height - 1), min(i, width - 1)]
            rectified[row, column] = np.floor(value + 0.5)
    return rectified


def cut_at_planes(segments, planes):
    """The parts of segments in front of all planes: (N, 2) shares at which each begins and ends."""
    found = []
    for start, stop in segments:
        shares = np.linspace(0, 1, 20_001)
        points = start + shares[:, None] * (stop - start)
        inside = shares[(points @ planes[:, :3].T + planes[:, 3] >= 0).all(axis=1)]
        found.append([inside.min(), inside.max()] if len(inside) else [np.nan, np.nan])
    return np.array(found)
