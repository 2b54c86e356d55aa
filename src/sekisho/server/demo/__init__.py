"""さくら市: an invented city with people in every role and a filled office, to try the product on."""

PASSWORD = "sakura-demo-2026"  # noqa: S105  the demonstration's shared password is public
