print("Benchmarks come with the next commit.")
