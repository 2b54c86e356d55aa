"""Applications, their routes and their decisions."""
