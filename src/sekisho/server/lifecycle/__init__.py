"""段階と関門: an external service or a contract is led from selection to disposal, gate by gate."""
