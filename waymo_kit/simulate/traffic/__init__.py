"""Vehicles, cyclists and pedestrians: their models, routes and motion."""
