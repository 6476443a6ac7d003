"""QuadTune's engine: labels, datasets, training, detection and export. Never imports Qt."""

__version__ = "0.1.0"
