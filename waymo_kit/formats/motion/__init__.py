"""Scenarios of the motion dataset and their compressed lidar data."""
