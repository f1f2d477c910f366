"""`waymo-kit view`: the server starts at the address that it prints; a frame as one file."""

import json
import os
import signal
import subprocess
import sys
import urllib.request

import pytest

from tests.cli.conftest import run  # noqa: F401
