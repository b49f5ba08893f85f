"""Processes that read documents under hard limits on time and memory."""
