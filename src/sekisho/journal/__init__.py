"""The journal: an append-only Merkle log that an auditor can check with only its files.

Pure: records and bytes in, bytes and findings out. It follows RFC 6962 (hashing), C2SP tlog-tiles
(files), C2SP tlog-checkpoint and signed-note (signatures). Reading and writing files is left to
:mod:`sekisho.storage`, the clock to the caller.
"""
