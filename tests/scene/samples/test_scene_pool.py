from concurrent.futures import ThreadPoolExecutor

import numpy as np

from waymo_kit.scene.scene_pool import ScenePool


def test_a_scene_is_used_again_but_not_by_two_at_once(dataset):
    pool = ScenePool(dataset)
    with pool.borrow(0) as first, pool.borrow(0) as second:
        assert first is not second
        assert first.name == second.name == dataset.segments[0]
    with pool.borrow(0) as again:
        assert again is first or again is second


def test_the_least_recently_used_scenes_are_closed(dataset, monkeypatch):
    closed = []
    scene_class = type(dataset[0])
    monkeypatch.setattr(scene_class, "close", lambda self: closed.append(self.name))
    pool = ScenePool(dataset, max_open=1)
    for position in (0, 1, 1, 0):
        with pool.borrow(position):
            pass
    names = dataset.segments
    assert closed == [names[0], names[1]]
    pool.close()
    assert closed == [names[0], names[1], names[0]]


def test_threads_read_the_same_points(dataset):
    pool = ScenePool(dataset)

    def count(position):
        with pool.borrow(position) as scene:
            return [len(frame.points()) for frame in scene]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(count, [0, 1] * 6))
    np.testing.assert_array_equal(found, [found[0], found[1]] * 6)
