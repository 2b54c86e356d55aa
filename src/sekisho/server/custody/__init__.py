"""提供データ台帳: who outside holds what of ours, through whom, and whether it came back or was erased."""
