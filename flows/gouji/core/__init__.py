"""What everything above speaks of: the model, the forms, the registry, settings, wording, resources."""
