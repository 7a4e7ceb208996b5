"""Grammar: rules for the Markdown parser. They find things and record what stood there; what it means is decided later."""
