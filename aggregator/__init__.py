"""A self-hosted news desk: polls feeds, tags items by region, republishes feeds and a digest."""

__version__ = "0.1.0"
