"""From what an output holds to the files of ``output/``: feeds, pages, lists, and the way they reach the disk."""
