"""What the office decided, beside what the run computes: waivers today."""
