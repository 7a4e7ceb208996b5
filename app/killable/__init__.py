"""Work on what strangers wrote, done in child processes that can be killed: limits of time and memory that hold."""
