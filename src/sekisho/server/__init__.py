"""The people's side: ledgers, applications, decisions and their screens (Django)."""
