"""Release builds of this package's programs."""

import subprocess
import sys
from pathlib import Path

from .process import Failure, run
from .vmgate import REPOSITORY


def build(product: str, scratch: Path) -> Path:
    """With the flags of the Makefile, so that nothing is built twice."""
    command = [
        "swift", "build", "--package-path", str(REPOSITORY), "--scratch-path", str(scratch),
        "--explicit-target-dependency-import-check", "error", "--configuration", "release", "--product", product,
    ]
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        raise Failure(f"{' '.join(command)} failed")
    return Path(run([*command, "--show-bin-path"]).strip()) / product
