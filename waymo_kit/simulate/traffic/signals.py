"""Signal plans of crossings: the time of green of each arm.

One arm at a time has green, then the pedestrians have their turn on all crosswalks: so nobody's way
crosses another's. Crossings with stop signs work alike with short turns.
"""

from __future__ import annotations

from dataclasses import dataclass

from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.streets import StreetMap
from waymo_kit.simulate.traffic.routes import Crossing

GREEN, YELLOW, RED = range(3)


@dataclass(frozen=True)
class SignalPlan:
    """The cycle of one crossing.

    Attributes:
        arms: Directions of its arms, in the order of their turns.
        offset: Time by which the cycle is ahead in seconds.
        green: Duration of green for each arm in seconds.
        yellow: Duration of yellow after it in seconds.
        clearance: Time for which all wait after it in seconds.
        walk: Time for the pedestrians at the end of the cycle in seconds.
    """

    arms: tuple[int, ...]
    offset: float
    green: float
    yellow: float
    clearance: float
    walk: float

    @property
    def turn(self) -> float:
        """Seconds from the start of one arm's green to the next one's."""
        return self.green + self.yellow + self.clearance

    @property
    def cycle(self) -> float:
        """Seconds of a whole cycle."""
        return len(self.arms) * self.turn + self.walk

    def state(self, arm: int, seconds: float) -> int:
        """Returns GREEN, YELLOW or RED for the traffic that comes from an arm."""
        if arm not in self.arms:
            return RED
        phase = (seconds + self.offset) % self.cycle - self.arms.index(arm) * self.turn
        if 0.0 <= phase < self.green:
            return GREEN
        return YELLOW if 0.0 <= phase < self.green + self.yellow else RED

    def next_walk(self, seconds: float) -> float:
        """Returns the start of the current or the next turn of the pedestrians."""
        start = len(self.arms) * self.turn
        phase = (seconds + self.offset) % self.cycle
        return seconds + (
            start - phase if phase < start + 0.4 * self.walk else start - phase + self.cycle
        )

    def shifted(self, arm: int, seconds: float) -> SignalPlan:
        """Returns the same plan, with the green of `arm` starting at `seconds`."""
        offset = (self.arms.index(arm) * self.turn - seconds) % self.cycle
        return SignalPlan(self.arms, offset, self.green, self.yellow, self.clearance, self.walk)


def signal_plan(streets: StreetMap, crossing: Crossing, key: str) -> SignalPlan:
    """Returns the plan of a crossing in the segment called `key`."""
    dice = Dice(key, "signals", *crossing)
    arms = tuple(streets.arms(crossing))
    lights = streets.has_signals(crossing)
    plan = SignalPlan(
        arms,
        0.0,
        green=8.0 if lights else 3.0,
        yellow=2.5 if lights else 0.0,
        clearance=1.5 if lights else 2.0,
        walk=11.0 if lights else 7.0,
    )
    offset = dice.uniform(0.0, plan.cycle)
    return SignalPlan(arms, offset, plan.green, plan.yellow, plan.clearance, plan.walk)
