"""Runs pytest as a plan says and tells what really happened. Started as `python -m testing_patterns_driver`."""
