"""What is wrong with a dataset, what to do about it, and its figures: for the window and the command line."""
