"""自己点検・監査: what no machine can judge is asked, what is found is mended and verified."""
