"""The engine: follows the log, rebuilds read models, and switches between generations."""
