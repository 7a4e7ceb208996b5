"""What readers get: pages rendered and stored, the path map, feeds."""
