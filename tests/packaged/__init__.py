"""The built program, started as people start it: from a folder of its own, without Python."""
