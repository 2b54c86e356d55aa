"""認定・認証: the evidence of a provider's reliability, and the judgement that leans on it."""
