"""Engines that run tasks: in this process, in others on this machine, on Ray or on Dask."""

from waymo_kit.engine.choice import ENGINES, make_engine
from waymo_kit.engine.cost import Cost
from waymo_kit.engine.engine import Engine, Event, Session, WorkerLostError
from waymo_kit.engine.kept_workers import KeptWorkers
from waymo_kit.engine.local import LocalEngine
from waymo_kit.engine.run import Completion, run_tasks
from waymo_kit.engine.task import Function, OnWork, TaskReport

__all__ = [
    "ENGINES",
    "Completion",
    "Cost",
    "Engine",
    "Event",
    "Function",
    "KeptWorkers",
    "LocalEngine",
    "OnWork",
    "Session",
    "TaskReport",
    "WorkerLostError",
    "make_engine",
    "run_tasks",
]
