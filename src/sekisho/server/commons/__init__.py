"""県と市町村: a body tells the others of its prefecture that a firm reports an incident."""
