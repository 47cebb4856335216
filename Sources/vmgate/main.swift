print("vmgate")
