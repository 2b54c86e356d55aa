"""The record of every action and the proofs drawn from it."""
