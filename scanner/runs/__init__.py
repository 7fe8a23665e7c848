"""Runs that are kept: what each unit held is written down as it is done, so that a run can go on, or be built upon."""
