"""A demanding publisher, case by case, on simulated time."""
