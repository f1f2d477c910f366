"""A leaderboard: accounts, submissions, scoring against hidden labels, boards and receipts.

This module imports nothing, so that `waymo-kit submit` needs no more than the base install.
"""
