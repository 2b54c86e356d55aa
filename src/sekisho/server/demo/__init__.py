"""さくら市: an invented city with people in every role and a filled office, to try the product on."""
