"""Runs in an environment with pycocotools: scores an export of boxes or masks against itself.

Usage: score_coco.py ANNOTATIONS RESULTS KIND, where KIND is bbox or segm; prints AP as JSON.
"""

import contextlib
import json
import sys

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

annotations, results, kind = sys.argv[1:]
with contextlib.redirect_stdout(sys.stderr):
    truth = COCO(annotations)
    evaluation = COCOeval(truth, truth.loadRes(results), kind)
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    areas = [float(truth.annToMask(each).sum()) for each in truth.anns.values()]
print(json.dumps({"ap": evaluation.stats[0], "pixels": areas}))
