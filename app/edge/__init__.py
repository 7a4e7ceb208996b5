"""What the web pages, the API and the interoperability endpoints share: the way in, refusals, and views of editions."""
