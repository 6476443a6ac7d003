"""Fine-tuning: configuration, events, the experiment folder and the loop."""
