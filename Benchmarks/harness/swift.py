"""Release builds of this package's programs."""

import subprocess
import sys
from pathlib import Path

from .process import Failure
from .vmgate import REPOSITORY


def build(product: str, scratch: Path) -> Path:
    """As the Makefile builds what is installed: another build would be measured for it, and be a fifth slower."""
    scratch = scratch.resolve()
    command = ["make", "--no-print-directory", "-C", str(REPOSITORY), "build", f"PRODUCT={product}", f"BUILD={scratch}"]
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        raise Failure(f"{' '.join(command)} failed")
    return scratch / "release" / product
