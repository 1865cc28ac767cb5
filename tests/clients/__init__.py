"""Our feeds, read by the programs that people read feeds with."""
