"""What a change of text does to patients' safety."""
