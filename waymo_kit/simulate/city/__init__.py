"""Procedural cities: streets, buildings, plants and street furniture."""
