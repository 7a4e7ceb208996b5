"""Who you are: passwords, guesses, sessions, tokens. What you may do is decided in `domain/roles.py`."""
