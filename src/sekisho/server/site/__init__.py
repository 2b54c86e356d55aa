"""Settings, routes and start-up of the web process."""
