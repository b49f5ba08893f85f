"""The papers an office writes about a year's reports."""
