"""要件・責任分界・別紙・質問票: what is agreed with a firm before and while it works for us."""
