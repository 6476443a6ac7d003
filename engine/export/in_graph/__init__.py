"""The post-processing of `engine.db.postprocess` as standard ONNX operators: no code beside the file."""
