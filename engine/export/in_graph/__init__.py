"""The post-processing of `engine.db.postprocess` as standard ONNX operators, inside the exported file."""
