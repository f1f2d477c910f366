"""The machines of a training, as the environment variable TF_CONFIG describes them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from waymo_kit.errors import InvalidInputError, NotFoundError

VARIABLE = "TF_CONFIG"


@dataclass(frozen=True)
class Cluster:
    """Machines that train together.

    Attributes:
        addresses: Addresses of all processes that train, the chief first.
        index: Position of this process among them.
    """

    addresses: tuple[str, ...]
    index: int

    @property
    def address(self) -> str:
        """Address of this process."""
        return self.addresses[self.index]


def read_cluster() -> Cluster:
    """Returns the cluster that TF_CONFIG describes.

    Raises:
        NotFoundError: The variable is not set.
        InvalidInputError: The value is not JSON with a cluster and a task in it.
    """
    text = os.environ.get(VARIABLE, "")
    if not text:
        raise NotFoundError(
            f"strategy multi-worker: expected the cluster in the environment variable {VARIABLE}, "
            'such as {"cluster": {"worker": ["a:2222", "b:2222"]}, "task": {"type": "worker", '
            '"index": 0}}; it is not set'
        )
    try:
        config = json.loads(text)
        task, machines = config["task"], config["cluster"]
        address = machines[task["type"]][int(task["index"])]
        addresses = (*machines.get("chief", ()), *machines.get("worker", ()))
        return Cluster(addresses, addresses.index(address))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InvalidInputError(
            f'{VARIABLE}: expected JSON with "cluster" (addresses by type) and "task" (type and '
            f"index of this process), got {text}"
        ) from error
