"""What the API takes and gives. What it takes is closed and limited; what it gives has no defaults, so it is always all there."""
