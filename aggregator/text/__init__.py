"""Small pure helpers that every station may use. They do no input or output and read no clock."""
