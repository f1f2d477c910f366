"""The examples about detectors, trackers and networks, and what trains them."""

import waymo_kit as wk
from tests.examples.cases import Case, size_of


def prepare_transfer_networks(out):
    from tests.cli.test_study_transfer import write_inputs

    write_inputs(out)


def check_transfer_networks(lines, out):
    assert len([line for line in lines if line.startswith("net") and " % of " in line]) == 6
    assert lines[-1].startswith("all, centered: r ")
    assert len(list((out / "study" / "features").glob("*.npz"))) == 6


def check_augment_images(lines, out):
    names = [line.split()[0] for line in lines[:-1]]
    assert len(names) == 16
    assert {"invert", "cutout", "solarize_add"} < set(names)
    left = {line.split()[0]: int(line.split()[1]) for line in lines[:-1]}
    assert left["invert"] == left["cutout"] > left["translate_x"] > 0
    assert size_of(out / "sheet.png") == (4 * 220, 4 * 160)


def check_backbone_features(lines, _):
    assert lines[0] == "resnet50 at 64 x 96: 23,561,152 parameters"
    assert [line.split() for line in lines[1:]] == [
        ["stride_4", "16", "x", "24", "x", "256"],
        ["stride_8", "8", "x", "12", "x", "512"],
        ["stride_16", "4", "x", "6", "x", "1024"],
        ["stride_32", "2", "x", "3", "x", "2048"],
    ]


def check_calibrate_scores(lines, out):
    rows = [line.split() for line in lines]
    figures = {(row[0], row[1]): [float(cell) for cell in row[2:]] for row in rows[1:9]}
    for method in ("temperature", "sb-ece", "platt"):
        for kind, factor in (("VEHICLE", 2.5), ("PEDESTRIAN", 0.5)):
            temperature, before, after, *_ = figures[method, kind]
            assert abs(temperature / factor - 1) < 0.1
            assert after < 0.3 * before
    temperature, before, after, *_ = figures["s-avuc", "VEHICLE"]
    assert temperature < 1
    assert after > before
    for name in ("before", "after"):
        assert min(size_of(out / f"vehicles_{name}.png")) > 300


def check_demo(lines, out):
    commands = [line.split()[2] for line in lines if line.startswith("$")]
    expected = ["simulate", "convert", "info", "train", "detect", "eval", "track", "eval"]
    assert commands == expected
    assert "VEHICLE" in "\n".join(lines)
    assert "MOTA" in "\n".join(lines)
    assert [len(scene) for scene in wk.open_dataset(out / "tables")] == [2, 2]
    for name in ("frame.png", "tracks.png"):
        assert size_of(out / name)[0] >= 1200


def check_search_cell(lines, out):
    assert [line.split()[0] for line in lines[:3]] == ["pnas", "evolution", "random"]
    assert float(lines[0].split()[-1]) > 0.9
    assert lines[3].endswith("parameters")
    assert (out / "cell.png").exists()
    assert (out / "curves.png").exists()


def check_corrupt_images(lines, out):
    changes = {line.split()[0]: [float(x) for x in line.split()[-5:]] for line in lines[:-1]}
    assert len(changes) == 12
    assert all(change[4] > change[0] > 0 for change in changes.values())
    assert size_of(out / "sheet.png") == (112 + 6 * 96, 12 * 96)


def check_study_cities(_, out):
    table = (out / "domain-gap" / "table.md").read_text()
    assert all(f"| {city} |" in table for city in ("SF", "PHX", "OTHER"))
    assert (out / "domain-gap" / "domain-gap.png").exists()


def check_track_objects(lines, out):
    assert lines[0].startswith("frame  10:")
    words = next(line.split() for line in lines if line.startswith("vehicle"))
    assert float(words[words.index("MOTA") + 1]) > 0.8
    assert float(words[words.index("MISMATCH") + 1]) == 0
    assert size_of(out / "tracks.png") == (1720, 978)


def check_tune_tracker(lines, _):
    rows = [line.split() for line in lines if "MOTA" in line]
    fitted = [(float(row[-3]), float(row[-1])) for row in rows if row[0] == "fitted"]
    assert all(after >= before for before, after in fitted)
    assert sum(after - before for before, after in fitted) > 0.05
    assert any(row[0] == "other" for row in rows)
    assert "tracker: greedy" in lines


def check_track_in_images(lines, _):
    assert lines[0].split() == ["tracker", "MOTA", "IDF1", "MISS", "FP", "MISMATCH"]
    found = {name: list(map(float, figures)) for name, *figures in map(str.split, lines[1:])}
    assert set(found) == {"sort", "bytetrack", "oc-sort"}
    assert all(mota > 0.1 and idf1 > 0.3 for mota, idf1, *_ in found.values())
    assert found["oc-sort"][0] > found["bytetrack"][0]  # with weak detections it has no use for
    assert found["bytetrack"][4] < found["sort"][4]


def check_train_pointnet(lines, _):
    pedestrians, others = (int(word[:-1]) for word in lines[-1].split() if word.endswith("%"))
    assert pedestrians > 80
    assert others > 80


def check_train_classifier(lines, out):
    assert "vehicle" in lines[0]
    assert "crops of" in lines[0]
    figures = {line.split()[0]: float(line.split()[1]) for line in lines[2:]}
    assert 0 <= figures["top1"] <= 1
    assert 0 <= figures["ece"] <= 1
    assert (out / "run" / "checkpoints" / "step-000000004.npz").exists()


def check_synthesize_crops(lines, out):
    assert "crops of" in lines[0]
    assert "after 3 steps" in lines[1]
    names = [line.split()[0] for line in lines[3:-1]]
    assert "vehicle" in names
    assert len(list((out / "synthetic" / "vehicle").glob("*.png"))) == 4
    assert float(lines[-1].split()[-2]) > 0


def check_train_detector(lines, out):
    assert lines[0].startswith("step 2: loss ")
    assert "detections in 2 frames; read" in lines[1]
    assert "network" in lines[1]
    rows = {line.split()[0]: [float(cell) for cell in line.split()[1:]] for line in lines[-2:]}
    assert rows.keys() == {"detector", "clusters"}
    assert all(0 <= figure <= 1 for row in rows.values() for figure in row)
    assert (out / "run" / "config.yaml").exists()


def check_export_detector(lines, out):
    assert lines[0] == "points: (1, 50000, 6) float32"
    assert lines[-2].endswith("boxes, as many as in Keras: True")
    assert int(lines[-2].split()[0]) > 5
    assert float(lines[-1].split()[-1]) < 1e-4
    assert (out / "detector.onnx.json").exists()


def check_pretrained_detector(lines, out):
    assert lines[0].startswith("first frame: ")
    assert "vehicles within 30 m: AP " in lines[1]
    assert 0.2 < float(lines[1].split()[5]) <= 1
    assert (out / "predictions.parquet").exists()


DETECTOR_CASES = [
    Case(
        "augment_images", "--policy efficientnet --out OUT/sheet.png", check_augment_images, "keras"
    ),
    Case(
        "backbone_features",
        "DATA --backbone resnet50 --size 64 96",
        check_backbone_features,
        "keras",
    ),
    Case("calibrate_scores", "--out OUT", check_calibrate_scores, "matplotlib"),
    Case("corrupt_images", "--out OUT/sheet.png", check_corrupt_images, "scipy"),
    Case("demo", "--out OUT --frames 2 --steps 100", check_demo, "tensorflow"),
    Case(
        "pretrained_detector",
        "--out OUT --frames 4",
        check_pretrained_detector,
        "tensorflow",
        is_heavy=True,
    ),
    Case(
        "export_detector",
        "--out OUT",
        check_export_detector,
        "tf2onnx",
        is_heavy=True,
    ),
    Case("search_cell", "--out OUT --models 40", check_search_cell, "tensorflow"),
    Case(
        "study_cities",
        "--out OUT --frames 2 --steps 2",
        check_study_cities,
        "tensorflow",
        is_heavy=True,
    ),
    Case(
        "synthesize_crops",
        "--out OUT --steps 3 --count 4",
        check_synthesize_crops,
        "tensorflow",
    ),
    Case("track_in_images", "--out OUT --frames 10", check_track_in_images),
    Case(
        "track_objects",
        "--frames 10 --picture OUT/tracks.png",
        check_track_objects,
        "matplotlib",
    ),
    Case("train_classifier", "--out OUT --steps 4", check_train_classifier, "tensorflow"),
    Case(
        "train_detector",
        "--out OUT --frames 2 --steps 2 --config retinanet-small",
        check_train_detector,
        "tensorflow",
        is_heavy=True,
    ),
    Case(
        "train_detector",
        "--out OUT --frames 2 --steps 2 --backend tensorflow",
        check_train_detector,
        "tensorflow",
        is_heavy=True,
    ),
    Case("train_pointnet", "", check_train_pointnet, "torch"),
    Case(
        "transfer_networks",
        "--networks OUT/networks.yaml --datasets OUT/datasets.yaml --out OUT/study",
        check_transfer_networks,
        "tensorflow",
        prepare=prepare_transfer_networks,
        is_heavy=True,
    ),
    Case("tune_tracker", "--frames 6", check_tune_tracker),
]
