"""placeholder"""
TITLE = "Instructions"
def measure(bench):
    return []
