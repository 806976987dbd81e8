"""Speed: medians over several rounds, and ratios to the bare minimum in the same run."""
