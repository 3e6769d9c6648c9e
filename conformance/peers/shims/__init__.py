"""Front ends of other schedulers, imitated on a Slurm; see ../README.md."""
