"""Information assets, external services, contractors and contracts."""
