"""Waymark for scripts: JSON in and out, tokens, and every refusal as problem details (RFC 9457)."""
