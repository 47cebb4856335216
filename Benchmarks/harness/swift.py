"""Release builds of this package's programs."""

import subprocess
import sys
from pathlib import Path

from .process import Failure, run
from .vmgate import REPOSITORY


def build(product: str) -> Path:
    command = ["swift", "build", "--package-path", str(REPOSITORY), "-c", "release", "--product", product]
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        raise Failure(f"{' '.join(command)} failed")
    return Path(run([*command, "--show-bin-path"]).strip()) / product
