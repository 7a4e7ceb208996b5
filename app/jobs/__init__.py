"""What happens outside requests: consequences of facts, the clock, letters, import and export."""
