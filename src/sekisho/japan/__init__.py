"""What is particular to Japanese offices: 和暦, 年度, 営業日, spellings, CP932, 法人番号. Pure."""
