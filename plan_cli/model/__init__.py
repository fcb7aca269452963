"""The words of a plan as frozen types: what an official would name, and nothing that touches a disk."""
