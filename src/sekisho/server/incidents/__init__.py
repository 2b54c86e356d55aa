"""漏えい等の事案: what a firm holds of ours, whom to tell, and by when."""
