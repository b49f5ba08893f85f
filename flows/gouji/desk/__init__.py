"""What the office decided, beside what a run computes; the stages read it, pages and commands write it."""
