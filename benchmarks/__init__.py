"""Measurements that the documents quote: run them as ``python -m benchmarks.NAME``."""
