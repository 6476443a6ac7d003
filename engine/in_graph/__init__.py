"""The post-processing of `engine.postprocess` as standard ONNX operators: no code beside the file."""
