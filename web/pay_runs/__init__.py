"""Pay runs: finance's pages, and the job that carries them out."""
