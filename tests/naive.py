"""Slow, obvious versions of the kernels: what they must agree with. One section a module."""

import collections
import itertools
import math

import numpy as np
import shapely

# --- geometry/boxes -----------------------------------------------------------------------------


def points_in_boxes(points, boxes):
    """Index of the first box that holds each point, one pair at a time."""
    index = np.full(len(points), -1)
    for p, point in enumerate(points):
        for b, box in enumerate(boxes):
            if box_holds(box, point):
                index[p] = b
                break
    return index


def count_points_in_boxes(points, boxes):
    """Points in each box, one pair at a time."""
    return np.array([sum(box_holds(box, point) for point in points) for box in boxes], dtype=int)


def box_holds(box, point):
    """Turns the point into the box's own frame and compares with half the sizes."""
    dx, dy, dz = point - box[:3]
    cos, sin = np.cos(box[6]), np.sin(box[6])
    own = np.array([dx * cos + dy * sin, dy * cos - dx * sin, dz])
    return bool(np.all(np.abs(own) <= box[3:6] / 2))


# --- metrics/reliability, calibration, detection_calibration --------------------------------------


def equal_width_bins(scores, correct, bins):
    """(count, mean score, share right) of each bin (m / bins, (m + 1) / bins]; None where empty."""
    rows = []
    for m in range(bins):
        inside = [
            i
            for i, s in enumerate(scores)
            if m < s * bins <= m + 1 or (m == 0 and s == 0)  # the product as float64 rounds it
        ]
        rows.append(bin_summary(scores, correct, inside))
    return rows


def equal_mass_bins(scores, correct, bins):
    """The same for runs of the sorted scores; a run ends only where the score changes."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    runs, start = [], 0
    for m in range(1, bins + 1):
        stop = m * len(scores) // bins
        while 0 < stop < len(scores) and scores[order[stop]] == scores[order[stop - 1]]:
            stop += 1
        if stop > start:
            runs.append(bin_summary(scores, correct, order[start:stop]))
            start = stop
    return runs


def bin_summary(scores, correct, inside):
    if not inside:
        return 0, None, None
    n = len(inside)
    return n, sum(scores[i] for i in inside) / n, sum(bool(correct[i]) for i in inside) / n


def calibration_error(bins):
    """Mean absolute gap between score and share right, weighted by count."""
    total = sum(n for n, _, _ in bins)
    return sum(n / total * abs(score - right) for n, score, right in bins if n)


# --- metrics/segmentation, panoptic ---------------------------------------------------------------


def semantic_iou(prediction, truth, classes):
    """IoU of each class, one point at a time."""
    ious = []
    for c in classes:
        both = either = 0
        for p, t in zip(prediction, truth, strict=True):
            if t in classes:
                both += p == c and t == c
                either += p == c or t == c
        ious.append(both / either if either else 1.0)
    return ious


def weighted_stq(frames, things, divisor=100_000):
    """(wSTQ, wAQ, mIoU) of one sequence; frames are (prediction, truth, cameras, tracked) lists.

    Equations 2 to 5 of Weber et al. 2021 with a weight a pixel; class 0 is not scored.
    """
    pixels = []
    for prediction, truth, cameras, tracked in frames:
        for p, t, n, follow in zip(prediction, truth, cameras, tracked, strict=True):
            pixels.append((p, t if follow else t // divisor * divisor, 1 / n))
    crowd = {t for _, t, _ in pixels if t // divisor in things and t % divisor == 0}
    tubes = {t for _, t, _ in pixels if t // divisor in things} - crowd
    quality = 0.0
    for g in tubes:
        size = sum(w for _, t, w in pixels if t == g)
        for other in {p for p, t, _ in pixels if t == g and p // divisor in things}:
            tpa = sum(w for p, t, w in pixels if p == other and t == g)
            fpa = sum(w for p, t, w in pixels if p == other and t != g and t not in crowd)
            quality += tpa * tpa / (size + fpa) / size
    waq = quality / max(len(tubes), 1)
    ious = []
    for c in {x // divisor for pixel in pixels for x in pixel[:2]}:
        scored = [(p // divisor == c, t // divisor == c, w) for p, t, w in pixels if t // divisor]
        union = sum(w for p, t, w in scored if p or t)
        if union:
            ious.append(sum(w for p, t, w in scored if p and t) / union)
    miou = sum(ious) / len(ious) if ious else float("nan")
    return (waq * miou) ** 0.5, waq, miou


# --- geometry/camera ----------------------------------------------------------------------------


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


# --- metrics/assignment, keypoints ----------------------------------------------------------------


def smallest_assignment(costs):
    """The smallest sum of costs over all ways to pair every row, or every column if fewer."""
    rows, columns = len(costs), len(costs[0]) if len(costs) else 0
    if rows > columns:
        return smallest_assignment([list(column) for column in zip(*costs, strict=True)])
    ways = itertools.permutations(range(columns), rows)
    return min(sum(costs[r][c] for r, c in enumerate(way)) for way in ways)


def keypoint_similarity(truth, prediction, box, scales):
    """OKS of one object; keypoints are (location, visibility), a box has D centers and D sides."""
    dims = len(box) // 2
    size = math.prod(box[dims:]) ** (1 / dims)
    labelled = any(visibility for _, visibility in truth)
    values = []
    for (label, known), (point, seen), scale in zip(truth, prediction, scales, strict=True):
        if labelled and known and seen:
            offset = [a - b for a, b in zip(label, point, strict=True)]
        elif not labelled:
            reach = [1.5 * side for side in box[dims:]]
            offset = [max(abs(x - c) - r, 0) for x, c, r in zip(point, box, reach, strict=False)]
        else:
            continue
        values.append(math.exp(-sum(d * d for d in offset) / (2 * (scale * size) ** 2)))
    return sum(values) / len(values) if values else 0.0


# --- io/tfrecord ----------------------------------------------------------------------------------


def masked_crc32c(data):
    """CRC-32C bit by bit (reflected polynomial 0x82F63B78), rotated right by 15, plus a number."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    bits = f"{crc:032b}"
    return (int(bits[-15:] + bits[:-15], 2) + 0xA282EAD8) % 2**32


def tfrecord(records):
    """The bytes of a TFRecord file."""
    parts = []
    for data in records:
        length = len(data).to_bytes(8, "little")
        parts += [length, masked_crc32c(length).to_bytes(4, "little")]
        parts += [data, masked_crc32c(data).to_bytes(4, "little")]
    return b"".join(parts)


def read_tfrecord(content):
    """The records of such bytes; None if anything about them is wrong."""
    records = []
    while content:
        length, stored = content[:8], content[8:12]
        size = int.from_bytes(length, "little")
        data, end = content[12 : 12 + size], content[12 + size : 16 + size]
        if len(end) < 4 or masked_crc32c(length) != int.from_bytes(stored, "little"):
            return None
        if masked_crc32c(data) != int.from_bytes(end, "little"):
            return None
        records.append(data)
        content = content[16 + size :]
    return records


# --- convert/matrix -------------------------------------------------------------------------------


def decode_varints(payload):
    """Packed int32 varints as a list, or None if one is cut or longer than ten bytes."""
    numbers, groups = [], []
    for byte in payload:
        groups.append(byte % 128)
        if len(groups) > 10:
            return None
        if byte < 128:
            value = sum(group * 128**i for i, group in enumerate(groups)) % 2**32
            numbers.append(value - 2**32 if value >= 2**31 else value)
            groups = []
    return None if groups else numbers


# --- geometry/range_image -------------------------------------------------------------------------


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


# --- geometry/iou -------------------------------------------------------------------------------


def box_overlap(a, b, kind):
    """IoU or GIoU of two boxes by polygons; `kind` is "3d", "bev", "2d" or "giou"."""
    if kind == "2d":
        a, b = ([x, y, 0, length, width, 1, 0] for x, y, length, width in (a, b))
    if max(*a[3:6], *b[3:6]) >= 1e6:
        return -1.0 if kind == "giou" else 0.0
    if kind == "bev":
        a, b = ([x, y, 0, length, width, 1, turn] for x, y, _, length, width, _, turn in (a, b))
    if min(*a[3:6], *b[3:6]) <= 0.01:
        return -1.0 if kind == "giou" else 0.0
    ground_a, ground_b = shapely.Polygon(footprint(a)), shapely.Polygon(footprint(b))
    tops, bottoms = [[box[2] + sign * box[5] / 2 for box in (a, b)] for sign in (1, -1)]
    shared = ground_a.intersection(ground_b).area * max(min(tops) - max(bottoms), 0)
    union = a[3] * a[4] * a[5] + b[3] * b[4] * b[5] - shared
    if kind != "giou":
        return shared / union
    hull = ground_a.union(ground_b).convex_hull.area * (max(tops) - min(bottoms))
    return shared / union - (hull - union) / hull


def footprint(box):
    """Corners of a box seen from above, one rotation at a time."""
    x, y, _, length, width, _, heading = box
    turn = np.array([[np.cos(heading), -np.sin(heading)], [np.sin(heading), np.cos(heading)]])
    return [
        turn @ [i * length / 2, j * width / 2] + [x, y]
        for i, j in ((1, 1), (-1, 1), (-1, -1), (1, -1))
    ]


# --- metrics/hungarian --------------------------------------------------------------------------


def maximum_weight_assignment(weights):
    """Kuhn-Munkres on the square matrix padded with zeros: rows in order, breadth first."""
    size = max(weights.shape)
    square = np.zeros((size, size), int)
    square[: weights.shape[0], : weights.shape[1]] = weights
    row_label, column_label = square.max(axis=1, initial=0), np.zeros(size, int)
    row_of, column_of = {}, {}
    for root in range(size):
        tree_rows, tree = [root], {}
        reached = tight_columns(square, row_label, column_label, tree_rows, {})
        while True:
            if set(reached) == set(tree):
                outside = [column for column in range(size) if column not in tree]
                slack = row_label[:, None] + column_label - square
                step = slack[np.ix_(tree_rows, outside)].min()
                row_label[tree_rows] -= step
                column_label[list(tree)] += step
                reached = tight_columns(square, row_label, column_label, tree_rows, {})
            column = next(column for column in reached if column not in tree)
            tree[column] = reached[column]
            if column not in row_of:
                break
            tree_rows.append(row_of[column])
            reached = tight_columns(square, row_label, column_label, tree_rows[-1:], reached)
        while column is not None:
            row = tree[column]
            row_of[column] = row
            column_of[row], column = column, column_of.get(row)
    mates = np.full(weights.shape[0], -1)
    for row in range(weights.shape[0]):
        if square[row, column_of[row]] > 0:
            mates[row] = column_of[row]
    return mates


def tight_columns(square, row_label, column_label, rows, known):
    """Columns within reach of rows, each with the row that reached it first, in that order."""
    reached = dict(known)
    for row in rows:
        for column in range(len(square)):
            if row_label[row] + column_label[column] == square[row, column]:
                reached.setdefault(column, row)
    return reached


def best_assignments(weights):
    """Every assignment of greatest weight, as tuples of columns (-1 for none), by trying all."""
    best, found = -1, []
    for choice in itertools.product(range(-1, weights.shape[1]), repeat=weights.shape[0]):
        taken = [(row, column) for row, column in enumerate(choice) if column >= 0]
        if len({column for _, column in taken}) < len(taken) or any(weights[p] == 0 for p in taken):
            continue
        total = sum(weights[pair] for pair in taken)
        if total > best:
            best, found = total, []
        if total == best:
            found.append(choice)
    return found


# --- metrics/let, matching, detection_counts, average_precision -----------------------------------


def tolerant_iou(tolerance, box, truth):
    """3D IoU after the prediction moved along its line of sight, in the sensor's frame."""
    moved, seen = np.array(box, float), np.array(truth, float)
    moved[:3] -= tolerance.sensor
    seen[:3] -= tolerance.sensor
    factor = moved[:3] @ seen[:3] / max(moved[:3] @ moved[:3], 1e-6)
    name = tolerance.alignment.name
    if name == "CENTER":
        moved[:2] = seen[:2]
    elif (
        name == "RANGE"
        or (name == "FURTHER_ONLY" and 0 <= factor < 1)
        or (name == "ANY_CLOSER_ONLY" and not 0 <= factor < 1)
        or (name == "BETWEEN_ORIGIN_AND_TRUTH_ONLY" and factor > 1)
    ):
        moved[:3] *= factor
    return box_overlap(moved, seen, "3d")


def longitudinal_affinity(tolerance, box, truth):
    """One less the longitudinal error over the tolerance, at least 0."""
    line = np.array(truth[:3], float) - tolerance.sensor
    span = max(np.linalg.norm(line), 1e-6)
    error = abs((np.array(box[:3]) - tolerance.sensor) @ line / span - span)
    allowed = max(tolerance.fraction_of_range * span, tolerance.min_tolerance)
    return max(1 - error / allowed, 0)


def heading_accuracy(heading, truth_heading):
    """One less the angle between two directions over pi."""
    return 1 - abs(np.angle(np.exp(1j * (float(heading) - float(truth_heading))))) / np.pi


def match_by_score(order, can_match, weight):
    """Score-first matching; weights are read at places in the two lists, as in the official one."""
    mates = np.full(len(can_match), -1)
    for place in order:
        free = [c for c in np.flatnonzero(can_match[place]) if c not in mates]
        if free:
            mates[place] = max(free, key=lambda c: (weight[place, c], -c))
    return mates


def count_detections(frames, cutoffs, levels, shards):
    """True positives, false positives, sum of heading accuracies and misses, cutoff by cutoff.

    Each of `frames` is a dictionary of arrays about its P predictions and T labels: `can_match`,
    `weight`, `iou` and `accuracy` (P, T), `score`, `in_zone`, `difficulty`, and `groups`: for each
    matching group (predictions, labels, {shard: labels of the shard or None for all}).
    """
    counts = np.zeros((shards, len(cutoffs), 3 + len(levels)))
    for frame in frames:
        for predictions, labels, parts in frame["groups"]:
            for c, cutoff in enumerate(cutoffs):
                rows = [p for p in predictions if frame["score"][p] >= cutoff]
                place = np.ix_(rows, labels)
                mates = maximum_weight_assignment((frame["weight"] * frame["can_match"])[place])
                matched = {labels[j]: p for p, j in zip(rows, mates, strict=True) if j >= 0}
                for shard, own in parts.items():
                    inside = labels if own is None else own
                    hits = [(p, t) for t, p in matched.items() if t in inside]
                    counts[shard, c, 0] += len(hits)
                    counts[shard, c, 2] += sum(frame["accuracy"][pair] for pair in hits)
                    for p in set(rows) - set(matched.values()):
                        best, most = None, 0.01
                        for t in labels:
                            if frame["iou"][p, t] >= most:
                                best, most = t, frame["iou"][p, t]
                        elsewhere = own is not None and best is not None and best not in own
                        counts[shard, c, 1] += not (frame["in_zone"][p] or elsewhere)
                    for k, level in enumerate(levels):
                        missed = [t for t in inside if t not in matched]
                        counts[shard, c, 3 + k] += sum(frame["difficulty"][missed] <= level)
    return counts


def average_precision(precision, recall, delta):
    """Area under the monotone precision-recall curve, with steps of `delta` across gaps."""
    best = {0.0: 1.0}
    for p, r in zip(precision.tolist(), recall.tolist(), strict=True):
        best[r] = max(best.get(r, 0.0), p)
    points, highest = [], 0.0
    for r in sorted(best, reverse=True):
        while points and points[-1][0] - r > delta + 1e-6:
            points.append((points[-1][0] - delta, highest))
        highest = max(highest, best[r])
        points.append((r, highest))
    if len(points) > 1:
        points[-1] = (0.0, points[-2][1])
    steps = itertools.pairwise(points)
    return sum((a[0] - b[0]) * (a[1] + b[1]) / 2 for a, b in steps)


# --- metrics/coverage -----------------------------------------------------------------------------


def area_of_discs(centers, radius):
    """Exact area of a union of discs: Green's theorem along the arcs that no other disc covers."""
    centers = [tuple(c) for c in dict.fromkeys(map(tuple, centers))]
    area = 0.0
    for x, y in centers:
        covered = []
        for u, v in centers:
            distance = math.hypot(u - x, v - y)
            if 0 < distance < 2 * radius:
                middle = math.atan2(v - y, u - x)
                half = math.acos(distance / (2 * radius))
                low = (middle - half) % (2 * math.pi)
                covered.append((low, low + 2 * half))
        covered += [(low - 2 * math.pi, high - 2 * math.pi) for low, high in covered]
        edge = 0.0  # where the last covered arc ends
        for low, high in [*sorted(covered), (2 * math.pi, 2 * math.pi)]:
            if low > edge:
                turn = math.sin(low) - math.sin(edge), math.cos(low) - math.cos(edge)
                area += radius / 2 * (radius * (low - edge) + x * turn[0] - y * turn[1])
            edge = max(edge, high)
    return area


# --- metrics/track_shards, clear_mot, identity, hota ----------------------------------------------


def overlapping_pairs(predictions, truths, thresholds):
    """(prediction, truth, overlap, whether it may match) of rows of frame, type and box."""
    pairs = []
    for p, (frame, kind, box) in enumerate(predictions):
        for g, (own_frame, own_kind, own_box) in enumerate(truths):
            overlap = np.float32(box_overlap(box, own_box, "3d"))
            if frame == own_frame and kind == own_kind > 0 and overlap > 0:
                pairs.append((p, g, overlap, overlap >= np.float32(thresholds[kind - 1])))
    return pairs


def clear_mot(frames, least):
    """CLEAR MOT as the official evaluator counts it, in the order of the fields of `ClearMot`.

    Each of `frames` is (truths, optional truths, predictions, optional predictions, similarity):
    lists of identities, the optional ones again, and a (truths, predictions) matrix.
    """
    mapping, last, history = {}, {}, {}
    misses = false = mismatches = matches = switches = 0
    distance = 0.0
    for truths, optional_truths, predictions, optional_predictions, similarity in frames:
        weight = np.where(similarity >= least, np.rint(similarity * 1_000_000), 0).astype(int)
        pairs = {
            truth: prediction
            for truth, prediction in mapping.items()
            if truth in truths
            and prediction in predictions
            and weight[truths.index(truth), predictions.index(prediction)] > 0
        }
        rows = [k for k, prediction in enumerate(predictions) if prediction not in pairs.values()]
        columns = [k for k, truth in enumerate(truths) if truth not in pairs]
        mates = maximum_weight_assignment(weight.T[np.ix_(rows, columns)])
        for row, column in zip(rows, mates, strict=True):
            if column >= 0:
                pairs[truths[columns[column]]] = predictions[row]
        for truth, prediction in pairs.items():
            mismatches += mapping.get(truth, prediction) != prediction
            rivals = [t for t, p in mapping.items() if p == prediction and t != truth]
            mismatches += len(rivals) > 0 and rivals[0] not in truths
            switches += last.get(truth, prediction) != prediction
            matches += 1
            distance += 1 - similarity[truths.index(truth), predictions.index(prediction)]
        kept = {t: p for t, p in mapping.items() if t not in pairs and p not in pairs.values()}
        mapping, last = kept | pairs, last | pairs
        for truth in truths:
            history.setdefault(truth, []).append((truth in pairs, truth in optional_truths))
            misses += truth not in pairs and truth not in optional_truths
        false += sum(p not in pairs.values() and p not in optional_predictions for p in predictions)
    fragments, classes = 0, [0, 0, 0]
    for events in history.values():
        counted = [matched for matched, optional in events if matched or not optional]
        spells = [matched for matched, _ in itertools.groupby(counted)]
        fragments += max(spells.count(True) - 1, 0)
        if counted:
            share = sum(counted) / len(counted)
            classes[0 if share >= 0.8 else 1 if share >= 0.2 else 2] += 1
    total = misses + matches
    return (misses, false, mismatches, matches, total, distance, switches, fragments, *classes)


def identity(frames, least):
    """True positives, false negatives and false positives of identity; `frames` as above."""
    truths = sorted({truth for frame in frames for truth in frame[0]})
    predictions = sorted({prediction for frame in frames for prediction in frame[2]})
    shared = np.zeros((len(predictions), len(truths)), int)
    for own, _, found, _, similarity in frames:
        for g, p in np.argwhere(similarity >= least):
            shared[predictions.index(found[p]), truths.index(own[g])] += 1
    rows = np.flatnonzero(shared.any(axis=1))
    mates = maximum_weight_assignment(shared[rows])
    assigned = {truths[t]: predictions[p] for p, t in zip(rows, mates, strict=True) if t >= 0}
    hits = missed = false = 0
    for own, optional, found, optional_found, similarity in frames:
        pairs = {
            own[g]: found[p]
            for g, p in np.argwhere(similarity >= least)
            if assigned.get(own[g]) == found[p]
        }
        hits += len(pairs)
        missed += sum(truth not in pairs and truth not in optional for truth in own)
        false += sum(p not in pairs.values() and p not in optional_found for p in found)
    return hits, missed, false


def hota(frames, alpha):
    """HOTA's counts and sums at one alpha, in the order of the fields of `Hota`."""
    truth_frames, found_frames = collections.Counter(), collections.Counter()
    shared = collections.defaultdict(float)
    for truths, _, predictions, _, similarity in frames:
        truth_frames.update(truths)
        found_frames.update(predictions)
        for p, prediction in enumerate(predictions):
            for g, truth in enumerate(truths):
                if similarity[g, p] > 0:
                    both = similarity[g].sum() + similarity[:, p].sum()
                    shared[truth, prediction] += similarity[g, p] / (both - similarity[g, p])
    pairs, counted_truths, counted_found = (collections.Counter() for _ in range(3))
    hits = missed = false = 0
    located = 0.0
    for truths, optional, predictions, optional_found, similarity in frames:
        score = np.zeros((len(predictions), len(truths)))
        for g, truth in enumerate(truths):
            for p, prediction in enumerate(predictions):
                common = shared[truth, prediction]
                union = truth_frames[truth] + found_frames[prediction] - common
                score[p, g] = common / union * similarity[g, p]
        mates = maximum_weight_assignment(np.floor(score * 2.0**40 + 0.5).astype(int))
        matched = {
            truths[g]: predictions[p]
            for p, g in enumerate(mates)
            if g >= 0 and similarity[g, p] >= alpha - 1e-12
        }
        pairs.update(matched.items())
        hits += len(matched)
        for truth, prediction in matched.items():
            located += similarity[truths.index(truth), predictions.index(prediction)]
        counted_truths.update(t for t in truths if t in matched or t not in optional)
        taken = matched.values()
        counted_found.update(p for p in predictions if p in taken or p not in optional_found)
        missed += sum(t not in matched and t not in optional for t in truths)
        false += sum(p not in taken and p not in optional_found for p in predictions)
    sums = np.zeros(3)
    for (truth, prediction), count in pairs.items():
        own, found = counted_truths[truth], counted_found[prediction]
        sums += count * count / np.array([own + found - count, own, found])
    return hits, missed, false, located, *sums


# --- detectors/backbones/layers -----------------------------------------------------------------


def attend(query, keys, values, height_rows, width_rows, scale_position):
    """Result of one query of one head: its keys, values and rows of the tables one after another.

    The logit of a key is query.key / sqrt(depth) + query.(height row + width row).
    """
    scale = 1 / math.sqrt(len(query))
    logits = [
        query @ key * scale + query @ (h + w) * (scale if scale_position else 1)
        for key, h, w in zip(keys, height_rows, width_rows, strict=True)
    ]
    largest = max(logits)
    weights = [math.exp(logit - largest) for logit in logits]
    return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)


def global_attention(x, qkv, height, width, heads, key_depth, scale_position):
    """Attention of each position of a map (height, width, channels) to all, head by head."""
    rows, columns, _ = x.shape
    query, key, value = np.split(x @ qkv, [key_depth, 2 * key_depth], axis=-1)
    query, key, value = (y.reshape(rows, columns, heads, -1) for y in (query, key, value))
    out = np.zeros_like(value)
    places = list(itertools.product(range(rows), range(columns)))
    for (y, x), head in itertools.product(places, range(heads)):
        out[y, x, head] = attend(
            query[y, x, head],
            [key[j, i, head] for j, i in places],
            [value[j, i, head] for j, i in places],
            [height[j - y + rows - 1] for j, i in places],
            [width[i - x + columns - 1] for j, i in places],
            scale_position,
        )
    return out.reshape(rows, columns, -1)


def halo_attention(
    x, q, kv, height, width, *, heads, block, halo, stride, scale_position, mask_padding
):
    """Attention of each position of a map to its block and the border around it.

    Keys outside the map are zeros, or left out if masked. A table's row is the key's place in the
    neighbourhood minus the query's among the queries of its block, plus the side minus 1.
    """
    rows, columns, _ = x.shape
    query = (x @ q).reshape(rows, columns, heads, -1)
    depth = query.shape[-1]
    key_value = (x @ kv).reshape(rows, columns, heads, -1)
    side = block + 2 * halo
    out = np.zeros((rows // stride, columns // stride, heads, key_value.shape[-1] - depth))
    for y, x, head in itertools.product(
        range(0, rows, stride), range(0, columns, stride), range(heads)
    ):
        keys, height_rows, width_rows = [], [], []
        for j, i in itertools.product(range(side), range(side)):
            key_y, key_x = y // block * block - halo + j, x // block * block - halo + i
            inside = 0 <= key_y < rows and 0 <= key_x < columns
            if mask_padding and not inside:
                continue
            keys.append(
                key_value[key_y, key_x, head] if inside else np.zeros_like(key_value[0, 0, 0])
            )
            height_rows.append(height[j - y % block // stride + side - 1])
            width_rows.append(width[i - x % block // stride + side - 1])
        out[y // stride, x // stride, head] = attend(
            query[y, x, head],
            [pair[:depth] for pair in keys],
            [pair[depth:] for pair in keys],
            height_rows,
            width_rows,
            scale_position,
        )
    return out.reshape(*out.shape[:2], -1)


def convolve(x, kernel, stride):
    """Convolution of a map (height, width, channels) with a border of zeros, window by window."""
    size = len(kernel)
    padded = np.pad(x, [(size // 2, size // 2)] * 2 + [(0, 0)])
    return np.array(
        [
            [
                np.einsum("yxc,yxcd->d", padded[j : j + size, i : i + size], kernel)
                for i in range(0, x.shape[1], stride)
            ]
            for j in range(0, x.shape[0], stride)
        ]
    )


# --- simulate/solids, raycast, pulses, messages, labels, projections, groundlight -----------------


def solid_holds(shape, size, points):
    """Which points (N, 3), in a solid's own axes, lie in it; a ring holds none."""
    x, y, z = points.T
    a, b, c = (*size, 0.0)[:3]
    if shape == "BOX":
        return (abs(x) <= a) & (abs(y) <= b) & (abs(z) <= c)
    if shape == "TAPER":
        front, rear, side = size[3:6]
        level = (z + c) / (2 * c)
        ends = (x <= a - front * level) & (-x <= a - rear * level)
        return ends & (abs(y) <= b - side * level) & (abs(z) <= c)
    if shape == "ELLIPSOID":
        return (x / a) ** 2 + (y / b) ** 2 + (z / c) ** 2 <= 1
    if shape == "DRUM_Z":
        return (np.hypot(x, y) <= a) & (abs(z) <= b)
    if shape == "DRUM_Y":
        return (np.hypot(x, z) <= a) & (abs(y) <= b)
    if shape == "ROD":
        axis = np.array(size[:3])
        share = np.clip(points @ axis / (axis @ axis), -1, 1)
        return np.linalg.norm(points - share[:, None] * axis, axis=1) <= size[3]
    return np.zeros(len(points), dtype=bool)


def solid_entry(shape, size, origin, direction, limit, step=0.004):
    """Where a ray enters a solid, by small steps and bisection; `limit` if it does not."""
    if shape == "RING":
        t = -origin[1] / direction[1]
        place = origin + t * direction
        outer, inner = size[:2]
        return t if 0 < t < limit and inner <= np.hypot(place[0], place[2]) <= outer else limit
    times = np.arange(0, limit, step)
    held = solid_holds(shape, size, origin + times[:, None] * direction)
    if not held.any() or held[0]:
        return limit
    first = int(np.argmax(held))
    low, high = times[first - 1], times[first]
    for _ in range(40):
        middle = (low + high) / 2
        inside = solid_holds(shape, size, (origin + middle * direction)[None])[0]
        low, high = (low, middle) if inside else (middle, high)
    return high


def ground_entry(origin, direction, limit, is_road, kerb, step=0.01):
    """Where a ray meets the ground, which is 0 high on roads and `kerb` elsewhere."""
    times = np.arange(0, limit, step)
    places = origin + times[:, None] * direction
    held = places[:, 2] <= np.where(is_road(places[:, :2]), 0.0, kerb)
    return times[int(np.argmax(held))] if held.any() else limit


def truncated(value):
    """The float with only the first 16 bits of its float32."""
    return np.frombuffer(
        (np.float32(value).view(np.uint32) & np.uint32(0xFFFF0000)).tobytes(), np.float32
    )[0]


def crosses_to_the_right_oddly(point, polygon):
    """Whether a ray from a point along +x crosses the edges of a polygon an odd number of times."""
    crossings = 0
    for start, end in zip(polygon, np.roll(polygon, 1, axis=0), strict=True):
        if (start[1] > point[1]) != (end[1] > point[1]):
            share = (point[1] - start[1]) / (end[1] - start[1])
            crossings += point[0] < start[0] + share * (end[0] - start[0])
    return crossings % 2 == 1


def encode_varints(values):
    """Packed varints of integers that are not negative."""
    out = bytearray()
    for value in values:
        value = int(value)
        while value >= 128:
            out.append(value % 128 + 128)
            value //= 128
        out.append(value)
    return bytes(out)


def visible_extents(hits, owners, count):
    """Least and greatest column and row, and number of pixels, of each owner that is seen."""
    found = {}
    for index in range(count):
        rows, columns = np.nonzero((hits >= 0) & (owners[np.maximum(hits, 0)] == index))
        if len(rows):
            ends = columns.min(), rows.min(), columns.max(), rows.max()
            found[index] = tuple(int(end) for end in ends) + (len(rows),)
    return found


def shadow_falls(x, y, slope, holds, low, high):
    """Whether the ray from the ground at (x, y) to the sun meets a thing between two heights."""
    return any(holds(x + z * slope[0], y + z * slope[1]) for z in np.linspace(low, high, 1001))


# --- detectors/calibration ------------------------------------------------------------------------


def soft_binned_error(confidence, correct, count, temperature, norm):
    """SB-ECE, bin by bin."""
    centers = [(2 * i + 1) / (2 * count) for i in range(count)]
    members = []
    for c in confidence:
        weights = [math.exp(-((c - a) ** 2) / temperature) for a in centers]
        members.append([w / sum(weights) for w in weights])
    total = 0.0
    for i in range(count):
        size = sum(row[i] for row in members)
        if size > 0:
            mean = sum(row[i] * c for row, c in zip(members, confidence, strict=True)) / size
            right = sum(row[i] * a for row, a in zip(members, correct, strict=True)) / size
            total += size / len(confidence) * abs(mean - right) ** norm
    return total ** (1 / norm)


def accuracy_versus_uncertainty(probabilities, labels, threshold, temperature):
    """S-AvUC, answer by answer; the one that shares the first largest probability is given."""
    accurate_certain = accurate_uncertain = inaccurate_certain = inaccurate_uncertain = 0.0
    for row, label in zip(probabilities, labels, strict=True):
        entropy = -sum(p * math.log(p) for p in row if p > 0)
        u = entropy / math.log(len(row))
        if u <= 0 or u >= 1:
            degree = float(u >= 1)
        else:
            odds = math.log(u * (1 - threshold) / ((1 - u) * threshold))
            degree = 1 / (1 + math.exp(-odds / temperature))
        uncertain = degree * math.tanh(entropy)
        certain = (1 - degree) * (1 - math.tanh(entropy))
        if max(range(len(row)), key=lambda k, row=row: row[k]) == label:
            accurate_certain += certain
            accurate_uncertain += uncertain
        else:
            inaccurate_certain += certain
            inaccurate_uncertain += uncertain
    against = accurate_uncertain + inaccurate_certain
    return math.log(1 + against / (accurate_certain + inaccurate_uncertain))


# --- detectors/lidar/pillars ----------------------------------------------------------------------


def pillars(points, grid, max_points, max_pillars, numbers):
    """Rows of the points that stay, the cell of each, and the sorted cells; numbers(n) draws n."""
    cells = {}
    for i, point in enumerate(points):
        column = (
            math.floor((float(point[0]) - grid.x_min) / grid.pillar_size) if finite(point) else -1
        )
        row = math.floor((float(point[1]) - grid.y_min) / grid.pillar_size) if finite(point) else -1
        if (
            0 <= column < grid.columns
            and 0 <= row < grid.rows
            and grid.z_min <= point[2] <= grid.z_max
        ):
            cells[i] = row * grid.columns + column
    if len(cells) > max_points:
        ages = {i: points[i][5] if len(points[i]) > 5 else 0.0 for i in cells}
        oldest = sorted(ages.values())[max_points - 1]
        newer = [i for i in cells if ages[i] < oldest]
        some = [i for i in cells if ages[i] == oldest]
        chosen = selection_sample(some, max_points - len(newer), numbers(len(some)))
        cells = {i: cells[i] for i in sorted(newer + chosen)}
    occupied = sorted(set(cells.values()))
    if len(occupied) > max_pillars:
        occupied = selection_sample(occupied, max_pillars, numbers(len(occupied)))
    rows = [i for i in sorted(cells) if cells[i] in occupied]
    return rows, [cells[i] for i in rows], occupied


def finite(point):
    return all(math.isfinite(value) for value in point)


def selection_sample(items, keep, numbers):
    """Takes each item with the probability (still wanted) / (still to come)."""
    taken = []
    for k, item in enumerate(items):
        if numbers[k] * (len(items) - k) < keep - len(taken):
            taken.append(item)
    return taken


# --- detectors/lidar: targets, suppression, pillar encoder ----------------------------------------


def gaussian_heatmap(shape, centers, types, radii):
    """Heatmap (rows, columns, types): the highest Gaussian at each cell, cell by cell."""
    heatmap = np.zeros(shape, np.float32)
    for row, column, kind in itertools.product(*map(range, shape)):
        for (x, y), own, radius in zip(centers, types, radii, strict=True):
            dx, dy = column - x, row - y
            if own == kind and abs(dx) <= radius and abs(dy) <= radius:
                sigma = (2 * radius + 1) / 6
                value = np.float32(math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma)))
                heatmap[row, column, kind] = max(heatmap[row, column, kind], value)
    return heatmap


def match_anchors(boxes, types, anchors, anchor_types, limits):
    """Labels of anchors and the box of each one with label 1, by a table of all IoUs.

    Boxes and anchors are (center_x, center_y, extent along x, extent along y).
    """

    def iou(box, anchor):
        sides = [
            min(box[k] + box[k + 2] / 2, anchor[k] + anchor[k + 2] / 2)
            - max(box[k] - box[k + 2] / 2, anchor[k] - anchor[k + 2] / 2)
            for k in range(2)
        ]
        shared = max(sides[0], 0.0) * max(sides[1], 0.0)
        return np.float32(shared / (box[2] * box[3] + anchor[2] * anchor[3] - shared))

    labels, owners = [0] * len(anchors), {}
    table = [
        [
            iou(box, anchor) if own == kind else np.float32(0)
            for anchor, kind in zip(anchors, anchor_types, strict=True)
        ]
        for box, own in zip(boxes, types, strict=True)
    ]
    for j, kind in enumerate(anchor_types):
        column = [row[j] for row in table]
        if column and max(column) > 0:
            low, high = limits[kind]
            labels[j] = 1 if max(column) >= high else -1 if max(column) >= low else 0
            if labels[j] == 1:
                owners[j] = column.index(max(column))
    for k, row in enumerate(table):
        if max(row) > 0:
            labels[row.index(max(row))] = 1
            owners[row.index(max(row))] = k
    return labels, owners


def suppress_boxes(boxes, scores, types, limits):
    """Rows of boxes that stay, best first, by polygons: each is held against all that stay."""
    stay = []
    for i in sorted(range(len(boxes)), key=lambda i: (-scores[i], i)):
        rivals = (j for j in stay if types[j] == types[i])
        if all(box_overlap(boxes[i], boxes[j], "bev") <= limits[types[i]] for j in rivals):
            stay.append(i)
    return stay


def encode_pillars(points, point_pillar, pillar_cell, grid, kernel, scale, shift):
    """Pseudo-image of a frame by the encoder's formula, pillar by pillar.

    `scale` and `shift` stand for the batch normalisation.
    """
    image = np.zeros((grid.rows, grid.columns, kernel.shape[1]))
    half = [(grid.x_max - grid.x_min) / 2, (grid.y_max - grid.y_min) / 2]
    half.append((grid.z_max - grid.z_min) / 2)
    middle = [(grid.x_max + grid.x_min) / 2, (grid.y_max + grid.y_min) / 2]
    middle.append((grid.z_max + grid.z_min) / 2)
    for pillar, cell in enumerate(pillar_cell):
        own = np.float64(points[point_pillar == pillar])
        if cell == grid.rows * grid.columns or len(own) == 0:
            continue
        row, column = divmod(cell, grid.columns)
        center = [
            grid.x_min + (column + 0.5) * grid.pillar_size,
            grid.y_min + (row + 0.5) * grid.pillar_size,
        ]
        features = [
            np.concatenate(
                [
                    (point[:3] - middle) / half,
                    point[3:],
                    (point[:3] - own[:, :3].mean(axis=0)) / grid.pillar_size,
                    (point[:2] - center) / grid.pillar_size,
                ]
            )
            for point in own
        ]
        image[row, column] = np.maximum(features @ kernel * scale + shift, 0).max(axis=0)
    return image


# --- detectors/augment/frustum_dropout ------------------------------------------------------------


def points_in_frustum(points, axis, origin, azimuth, inclination):
    """Which points differ little in both angles from the axis, and are as far as it at least."""

    def seen(point):
        x, y, z = (float(p) - o for p, o in zip(point[:3], origin, strict=True))
        flat = math.hypot(x, y)
        return math.atan2(y, x), math.atan2(z, flat), flat

    theta, phi, nearest = seen(axis)
    found = []
    for point in points:
        a, b, flat = seen(point)
        turn = abs((a - theta + math.pi) % (2 * math.pi) - math.pi)
        near = turn <= azimuth / 2 and abs(b - phi) <= inclination / 2
        found.append(near and flat >= nearest * (1 - 1e-12))
    return np.array(found)


# --- detectors/tracking ---------------------------------------------------------------------------


def kalman_matrix(blocks):
    """The 10 x 10 covariance of x, y, z, length, width, height, heading and three velocities."""
    matrix = np.zeros((10, 10))
    for k, (variance, with_velocity, of_velocity) in enumerate(blocks):
        matrix[k, k] = variance
        if k < 3:
            matrix[k, 7 + k] = matrix[7 + k, k] = with_velocity
            matrix[7 + k, 7 + k] = of_velocity
    return matrix


def kalman_predict(mean, matrix, drift, seconds, steps=400):
    """Many short steps, in each of which the random walks make a small move."""
    step = seconds / steps
    transition = np.eye(10)
    transition[:3, 7:] = step * np.eye(3)
    noise = np.diag([0.0] * 3 + list(drift[3:]) + list(drift[:3])) * step
    for _ in range(steps):
        mean = transition @ mean
        matrix = transition @ (matrix + noise / 2) @ transition.T + noise / 2
    return mean, matrix


def kalman_correct(mean, matrix, box, variances):
    """The textbook update, with the heading's residual between right angles."""
    measure = np.eye(7, 10)
    residual = box - mean[:7]
    residual[6] = math.remainder(residual[6], 2 * np.pi)
    opposed = abs(residual[6]) > np.pi / 2
    residual[6] = math.remainder(residual[6], np.pi) if opposed else residual[6]
    gain = matrix @ measure.T @ np.linalg.inv(measure @ matrix @ measure.T + np.diag(variances))
    return mean + gain @ residual, (np.eye(10) - gain @ measure) @ matrix, opposed


def best_pairs(values, least):
    """Greatest sum of value - least[row] over any choice of pairs, each row and column once."""
    if len(values) == 0:
        return 0.0
    rest = best_pairs(values[1:], least[1:])
    for column, value in enumerate(values[0]):
        if value > least[0]:
            others = np.delete(values[1:], column, axis=1)
            rest = max(rest, value - least[0] + best_pairs(others, least[1:]))
    return rest


def nearest_pairs(costs):
    """The cheapest pair of all that are left, again and again."""
    pairs = []
    while True:
        left = [
            (costs[row, column], row, column)
            for row in range(costs.shape[0])
            for column in range(costs.shape[1])
            if np.isfinite(costs[row, column]) and all(row != r and column != c for r, c in pairs)
        ]
        if not left:
            return sorted(pairs)
        pairs.append(min(left)[1:])


AB3DMOT_SETTINGS = {1: (-0.2, False, 3, 2), 2: (-0.4, True, 1, 4), 4: (None, False, 3, 4)}
"""Type -> least GIoU (None: at most 2 m), whether greedy, hits and age: public, for PV-RCNN."""


class PlainTracker:
    """One object after the other, with 10 x 10 matrices, one frame a unit of time.

    Weng et al., "3D Multi-Object Tracking: A Baseline and New Evaluation Metrics", IROS 2020.
    """

    def __init__(self, least, greedy, hits, age):
        self.least, self.greedy, self.hits, self.age = least, greedy, hits, age
        self.tracks, self.frames, self.count = [], 0, 0
        self.transition = np.eye(10)
        self.transition[:3, 7:] = np.eye(3)
        self.measure = np.eye(7, 10)
        self.process = np.diag([1.0] * 7 + [0.01] * 3)

    def update(self, boxes, scores):
        """Lists id, score and box of the objects of a frame."""
        self.frames += 1
        for track in self.tracks:
            track["x"] = self.transition @ track["x"]
            track["P"] = self.transition @ track["P"] @ self.transition.T + self.process
            track["age"] += 1
        pairs = self.pair(boxes)
        for t, d in pairs:
            track = self.tracks[t]
            turn = math.remainder(boxes[d][6] - track["x"][6], 2 * np.pi)
            if abs(turn) > np.pi / 2:
                track["x"][6] += np.pi
            residual = boxes[d] - track["x"][:7]
            residual[6] = math.remainder(residual[6], 2 * np.pi)
            spread = self.measure @ track["P"] @ self.measure.T + np.eye(7)
            gain = track["P"] @ self.measure.T @ np.linalg.inv(spread)
            track["x"] = track["x"] + gain @ residual
            track["P"] = (np.eye(10) - gain @ self.measure) @ track["P"]
            track.update(age=0, hits=track["hits"] + 1, score=scores[d])
        for d in sorted(set(range(len(boxes))) - {d for _, d in pairs}):
            start = np.append(boxes[d], [0.0, 0.0, 0.0])
            spread = np.diag([10.0] * 7 + [1e4] * 3)
            new = {"id": self.count, "x": start, "P": spread, "age": 0, "hits": 1}
            self.tracks.append({**new, "score": scores[d]})
            self.count += 1
        early = self.frames <= self.hits
        shown = [
            (track["id"], track["score"], track["x"][:7].copy())
            for track in self.tracks
            if track["age"] < self.age and (track["hits"] >= self.hits or early)
        ]
        self.tracks = [track for track in self.tracks if track["age"] < self.age]
        return shown

    def pair(self, boxes):
        """Tracks and detections that belong together."""
        if not self.tracks or not len(boxes):
            return []
        states = np.array([track["x"][:7] for track in self.tracks])
        if self.least is None:
            gaps = states[:, None, :3] - boxes[None, :, :3]
            affinity, least = -np.linalg.norm(gaps, axis=2), -2.0
        else:
            affinity = np.array([[box_overlap(a, b, "giou") for b in boxes] for a in states])
            least = self.least
        if self.greedy:
            pairs, used = [], (set(), set())
            for place in np.argsort(-affinity, axis=None):
                t, d = divmod(int(place), len(boxes))
                if t not in used[0] and d not in used[1]:
                    pairs.append((t, d))
                    used[0].add(t)
                    used[1].add(d)
        else:
            from scipy.optimize import linear_sum_assignment

            pairs = list(zip(*linear_sum_assignment(-affinity), strict=True))
        return [(t, d) for t, d in pairs if affinity[t, d] >= least]


# --- detectors/lidar/rectangle_fit, cluster_baseline ----------------------------------------------


def closest_rectangle(points, angles, nearest):
    """Closeness, heading and the two ranges of the closest rectangle, the longer side first."""
    found = []
    for angle in angles:
        along = [x * math.cos(angle) + y * math.sin(angle) for x, y in points]
        across = [y * math.cos(angle) - x * math.sin(angle) for x, y in points]
        sides = (min(along), max(along)), (min(across), max(across))
        gaps = [
            min(abs(u - s) for u, both in ((u, sides[0]), (v, sides[1])) for s in both)
            for u, v in zip(along, across, strict=True)
        ]
        found.append((sum(1 / max(gap, nearest) for gap in gaps), angle, *sides))
    closeness, angle, along, across = max(found, key=lambda item: item[0])
    if along[1] - along[0] < across[1] - across[0]:
        return closeness, angle + math.pi / 2, across, (-along[1], -along[0])
    return closeness, angle, along, across


def connected_cells(cells):
    """Sets of (row, column) that touch each other, corners included."""
    left, parts = set(cells), []
    while left:
        part = {left.pop()}
        while True:
            near = {c for c in left if any(max(abs(c[0] - i), abs(c[1] - j)) < 2 for i, j in part)}
            if not near:
                break
            part |= near
            left -= near
        parts.append(part)
    return parts


def area_by_count(polygons):
    """Area that exactly c of some polygons cover: each face between the outlines on its own."""
    outlines = shapely.union_all(shapely.boundary(polygons))
    areas = [0.0] * (len(polygons) + 1)
    for face in shapely.get_parts(shapely.polygonize([outlines])):
        inside = face.representative_point()
        areas[sum(polygon.contains(inside) for polygon in polygons)] += face.area
    return [0.0, *areas[1:]]


def coverage_grid(polygons, low, spacing, shape):
    """Number of polygons that hold the center of each cell of a grid, cell by cell."""
    return [
        [
            sum(
                polygon.contains(
                    shapely.Point(low[0] + (column + 0.5) * spacing, low[1] + (row + 0.5) * spacing)
                )
                for polygon in polygons
            )
            for column in range(shape[1])
        ]
        for row in range(shape[0])
    ]


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


# --- web/viewer/points ----------------------------------------------------------------------------


def packed_points(source_of_all, points, labels, scale):
    """Scale, flags, places, attributes and instances of the points of a range image, one by one."""
    places, attributes, instances = [], [], []
    for i in range(len(points.xyz)):
        units = points.xyz[i] * (np.float32(1) / np.float32(scale))
        places.append([int(min(max(np.rint(value), -32767), 32767)) for value in units])
        bright = np.rint(np.tanh(np.float32(max(points.intensity[i], 0))) * np.float32(255))
        long = min(max(np.rint(points.elongation[i] * np.float32(128)), 0), 255)
        source = source_of_all + 16 * bool(points.in_no_label_zone[i])
        instance, kind = (0, 0) if labels is None else labels[tuple(points.pixel[i])]
        attributes.append([int(bright), int(long), source, min(max(kind, 0), 255)])
        instances.append(min(max(instance, 0), 65535))
    flags = 0 if labels is None else 3
    return (
        scale,
        flags,
        np.array(places, np.int16).reshape(-1, 3),
        np.array(attributes, np.uint8).reshape(-1, 4),
        np.array(instances if flags else [], np.uint16),
    )


# --- metrics/displacement, rater_feedback ---------------------------------------------------------


def average_displacement(predicted, truth, steps):
    """Mean distance over the first steps, one position at a time."""
    found = []
    for first, second in zip(predicted, truth, strict=True):
        total = 0.0
        for step in range(steps):
            total += math.dist(first[step], second[step])
        found.append(total / steps)
    return found


def rater_feedback_score(predicted, rated, ratings, speed):
    """The score of one frame, one rated trajectory and one time at a time."""
    scale = min(1.0, max(0.5, 0.5 + 0.5 * (speed - 1.4) / (11 - 1.4)))
    best, is_trusted = {11: 0.0, 19: 0.0}, False
    for path, rating in list(zip(rated, ratings, strict=True))[:3]:
        points = [(0.0, 0.0), *map(tuple, path)]
        points += [points[-1]] * 20
        inside = 0
        for step, side in ((11, 1.0), (19, 1.8)):
            ahead = (1.0, 0.0)
            for before, after in itertools.pairwise(points[: step + 2]):
                if math.dist(before, after) > 0:
                    length = math.dist(before, after)
                    ahead = ((after[0] - before[0]) / length, (after[1] - before[1]) / length)
            dx = predicted[step][0] - points[step + 1][0]
            dy = predicted[step][1] - points[step + 1][1]
            forward = abs(dx * ahead[0] + dy * ahead[1]) / (4 * side * scale)
            sideways = abs(dy * ahead[0] - dx * ahead[1]) / (side * scale)
            distance = max(forward, sideways)
            inside += distance <= 1
            best[step] = max(best[step], rating * 0.1 ** max(0.0, distance - 1))
        is_trusted = is_trusted or inside == 2
    score = (best[11] + best[19]) / 2
    return score if is_trusted else max(4.0, score)


# --- formats/motion/delta_images -----------------------------------------------------------------


def decode_delta_image(shape, precision, mask, residuals):
    """A quantized image, one pixel at a time in the order in which it is stored."""
    flags = []
    for number, run in enumerate(mask):
        flags += [number % 2 == 0] * run
    image, value, used = np.zeros(shape), 0, 0
    places = itertools.product(range(shape[2]), range(shape[0]), range(shape[1]))
    for (channel, row, column), is_set in zip(places, flags, strict=True):
        if is_set:
            value += residuals[used]
            used += 1
            image[row, column, channel] = value * precision[channel]
    assert used == len(residuals)
    return image
