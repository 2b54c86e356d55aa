"""What lies on disk: the tiled log, sealed files, keys, backups. Files and locks, no framework."""
