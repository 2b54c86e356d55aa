"""The look of every screen: frame, components, home, search, printed forms."""
