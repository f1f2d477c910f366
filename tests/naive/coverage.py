"""Areas that a drive covers, on fine grids."""

import math

import shapely


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
