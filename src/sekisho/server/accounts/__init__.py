"""Who may do what: bodies, sections, people, posts, permissions."""
